import type { ApiProblem } from '@/lib/api/problem';
import { ProblemPanel } from './problem-panel';

interface Props {
  problem: ApiProblem | null;
  /** Pointers of the fields that say by themselves what is wrong with them. */
  shown: readonly string[];
}

/** Why a form was refused, where none of its fields says so. */
export function FormProblem({ problem, shown }: Props) {
  if (!problem || problem.elsewhere(shown).length < problem.problem.errors.length) return null;
  return <ProblemPanel compact title={problem.problem.title} problem={problem} />;
}
