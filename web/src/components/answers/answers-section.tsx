import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { Switch } from '@/components/ui/switch';
import { answersQuery, useChooseAnswers, type AnswersPath } from './api';
import { words } from './words';

/** The switch that keeps programs from being given an answer of before. */
export function AnswersSection({ path }: { path: AnswersPath }) {
  const answers = useQuery(answersQuery(path));
  const choose = useChooseAnswers(path);
  const id = useId();
  const help = useId();
  const data = answers.data;
  const minutes = Math.round((data?.kept_seconds ?? 0) / 60);
  return (
    <Section title={words.title} lead={path === '/api/account/answers' ? words.lead : words.leadOrganisation}>
      {answers.isPending && (
        <Loading label={words.loading}>
          <Skeleton className="h-10 max-w-[720px]" />
        </Loading>
      )}
      {answers.error && (
        <ProblemPanel compact title={words.failed} problem={answers.error} onRetry={() => void answers.refetch()} />
      )}
      {data && (
        <div className="flex max-w-[720px] items-center justify-between gap-8">
          <div>
            <label htmlFor={id} className="font-medium">
              {words.give}
            </label>
            <p id={help} className="text-sm text-ink-3">
              {data.kept_seconds === 0 ? words.never : data.reused ? words.on(minutes) : words.off}
            </p>
          </div>
          <Switch
            id={id}
            checked={choose.isPending ? choose.variables : data.reused}
            disabled={choose.isPending}
            aria-describedby={help}
            onChange={(reused) => choose.mutate(reused)}
          />
        </div>
      )}
      {choose.error && <ProblemPanel compact title={words.unsaved} problem={choose.error} />}
    </Section>
  );
}
