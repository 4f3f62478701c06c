import { ArrowUpRight } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { Bar } from '@/components/ui/bar';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { shortcuts } from '@/config/shortcuts';
import { paths } from '@/config/paths';
import { ApiProblem } from '@/lib/api/problem';
import type { Estimate } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { money } from '@/lib/format';
import { useProviderName } from '@/lib/queries/providers';
import { useShortcut } from '@/lib/use-shortcut';
import type { Composer } from '../lib/use-composer';
import type { Run } from '../lib/use-run';
import { words } from '../words';
import { priceNote, shortfall } from './price-note';
import { ProjectSelect } from './project-select';

function Budget({ project }: { project: NonNullable<Estimate['project']> }) {
  if (project.budget_cents === null) return null;
  const cap = project.budget_cents * 10_000;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="tabular flex justify-between text-sm text-ink-3">
        <span>
          {money(Math.max(0, project.remaining_micros ?? cap - project.spent_micros - project.held_micros))} left
        </span>
        <span>of {money(cap)}</span>
      </div>
      <Bar
        label="Budget of the project"
        used={cap ? project.spent_micros / cap : 1}
        held={cap ? project.held_micros / cap : 0}
      />
    </div>
  );
}

/** The price as it stands on the button. */
function priceWord(composer: Composer): string | null {
  const { model, estimate } = composer;
  if (model?.key_source === 'free' || estimate.data?.key_source === 'free') return 'Free';
  if (estimate.data) return `${estimate.data.estimate ? '≈ ' : ''}${money(estimate.data.estimate_micros)}`;
  return null;
}

/** Why the button is quiet, in words. */
function blocked(composer: Composer): string | null {
  const { model, draft, valid, missing } = composer;
  if (!model) return null;
  if (!model.available) return model.unavailable_reason;
  if (missing.length > 0) return words.form.missing(missing.map((field) => field.label).join(', '));
  if (!draft.prompt.trim()) return 'Write a prompt to generate.';
  if (!valid) return 'Mend the marked parameters first.';
  return null;
}

interface Props {
  composer: Composer;
  run: Run;
  projectFixed: boolean;
  shownPointers: readonly string[];
  /** Only the button and what keeps it from working. */
  compact?: boolean;
  onShowCall: () => void;
}

function Refusal({ problem, shown }: { problem: ApiProblem; shown: readonly string[] }) {
  const elsewhere = problem.elsewhere(shown);
  const everythingShown = problem.problem.errors.length > 0 && elsewhere.length === 0;
  if (everythingShown) return null;
  return (
    <div className="border-l-2 border-bad pl-3">
      <ProblemPanel compact title={problem.problem.title} problem={problem} />
      {elsewhere.map((fault) => (
        <p key={`${fault.pointer}${fault.code}`} className="text-sm text-ink-2">
          <span className="font-mono">{fault.pointer}</span> {fault.detail}
        </p>
      ))}
      {problem.problem.charged !== true && <p className="pt-1 text-sm text-ink-3">You were not charged.</p>}
    </div>
  );
}

/** The foot of the create panel: where it goes, what it costs, go. */
export function GenerateBar({ composer, run, projectFixed, shownPointers, compact, onShowCall }: Props) {
  const { model, estimate, draft, projectId, request } = composer;
  useShortcut('generate', run.run, run.ready);
  const providerName = useProviderName();
  const warning = shortfall(estimate.data);
  const reason = blocked(composer);
  const price = priceWord(composer);
  return (
    <div className="flex flex-col gap-3">
      {run.problem && <Refusal problem={run.problem} shown={shownPointers} />}
      {!compact && (
        <div className="flex items-center justify-between gap-2">
          {projectFixed ? <span /> : <ProjectSelect value={projectId} onChange={draft.setProject} />}
          <Button variant="quiet" size="sm" className="-mr-2 px-2" onClick={onShowCall} disabled={!request?.prompt}>
            Show API call
          </Button>
        </div>
      )}
      {!compact && estimate.data?.project && projectId && <Budget project={estimate.data.project} />}
      <Button
        variant="primary"
        size="lg"
        className="w-full justify-between"
        aria-disabled={!run.ready}
        aria-describedby="generate-note"
        onClick={run.run}
      >
        <span className="flex items-baseline gap-2 text-[15px] font-semibold">
          {run.sending ? 'Sending' : 'Generate'}
          {price && <span className="tabular font-medium">{price}</span>}
        </span>
        <Kbd keys={shortcuts.generate.keys[0]} className="text-on-accent max-md:hidden" />
      </Button>
      <p id="generate-note" className={cn('text-sm text-ink-3 empty:hidden', !compact && 'min-h-[36px]')}>
        {warning ? (
          <span className="text-warn">{warning}</span>
        ) : (
          (reason ?? (compact ? null : priceNote(model, estimate.data, providerName(model?.provider ?? ''))))
        )}
        {model?.unavailable_code === 'vault.no_key' && (
          <Link
            to={paths.keys}
            className="ml-1 inline-flex items-center gap-0.5 text-accent-text underline underline-offset-4"
          >
            Add a key
            <ArrowUpRight size={14} strokeWidth={1.5} aria-hidden />
          </Link>
        )}
      </p>
    </div>
  );
}
