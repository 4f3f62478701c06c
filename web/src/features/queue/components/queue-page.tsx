import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleX, RotateCcw } from 'lucide-react';
import { TileFace } from '@/components/generation/tile-face';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { IconButton } from '@/components/ui/icon-button';
import { Loading } from '@/components/ui/loading';
import { notify } from '@/components/ui/notices';
import { Page } from '@/components/ui/page';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { ProgressLine } from '@/components/ui/progress-line';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import { paths } from '@/config/paths';
import type { Generation } from '@/lib/api/types';
import { altText, statusSentence } from '@/lib/generation-words';
import { isOver } from '@/lib/live/apply';
import { useCancel, useRetry } from '@/lib/queries/generation-actions';
import { flat, generationListQuery } from '@/lib/queries/generation-list';

function Row({ generation }: { generation: Generation }) {
  const cancel = useCancel();
  const retry = useRetry();
  const failed = (problem: Error) => notify(problem.message);
  return (
    <li className="flex items-center gap-4 border-b border-line py-2 last:border-0">
      <div className="relative size-12 shrink-0 overflow-hidden rounded-picture" aria-hidden>
        {generation.status === 'completed' ? (
          <TileFace generation={generation} sizes="48px" />
        ) : (
          <div className="size-full bg-raised" />
        )}
      </div>
      <div className="flex min-w-0 grow flex-col gap-1">
        <Link
          to={paths.studio}
          search={{ g: generation.id }}
          className="truncate hover:underline hover:underline-offset-4"
        >
          {altText(generation)}
        </Link>
        <p className="truncate text-sm text-ink-3">
          {statusSentence(generation)} · {generation.model} · <TimeAgo at={generation.created_at} />
        </p>
        {!isOver(generation) && <ProgressLine value={generation.progress} label={`Progress: ${altText(generation)}`} />}
      </div>
      {!isOver(generation) && (
        <Button size="sm" disabled={cancel.isPending} onClick={() => cancel.mutate(generation.id, { onError: failed })}>
          <CircleX size={16} strokeWidth={1.5} aria-hidden />
          Cancel
        </Button>
      )}
      {generation.status === 'failed' && generation.error?.code !== 'generation.outcome_unknown' && (
        <IconButton
          icon={RotateCcw}
          label="Try again"
          disabled={retry.isPending}
          onClick={() => retry.mutate({ id: generation.id }, { onError: failed })}
        />
      )}
    </li>
  );
}

/** What runs, what waits, and what ended lately. */
export function QueuePage() {
  const pending = useInfiniteQuery(generationListQuery({ status: 'pending' }));
  const running = useInfiniteQuery(generationListQuery({ status: 'running' }));
  const recent = useInfiniteQuery(generationListQuery());
  const active = [...flat(running.data), ...flat(pending.data)].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const ended = flat(recent.data).filter(isOver).slice(0, 20);
  const problem = pending.error ?? running.error;
  return (
    <Page title="Queue">
      {(pending.isPending || running.isPending) && (
        <Loading label="Loading the queue" className="flex flex-col gap-3">
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
        </Loading>
      )}
      {problem && (
        <ProblemPanel
          className="px-0 md:px-0"
          title="The queue could not be loaded"
          problem={problem}
          onRetry={() => void Promise.all([pending.refetch(), running.refetch()])}
        />
      )}
      {pending.data && running.data && active.length === 0 && (
        <Empty
          className="px-0 py-8 md:px-0"
          title="Nothing is running."
          action={
            <Button asChild>
              <Link to={paths.studio}>Go to the studio</Link>
            </Button>
          }
        />
      )}
      {active.length > 0 && (
        <ul aria-label="Running and waiting">
          {active.map((generation) => (
            <Row key={generation.id} generation={generation} />
          ))}
        </ul>
      )}
      {ended.length > 0 && (
        <Section title="Ended lately">
          <ul aria-label="Ended lately">
            {ended.map((generation) => (
              <Row key={generation.id} generation={generation} />
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}
