import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import { deadLettersQuery, useEndDeadLetters, type DeadLetter } from '../api/dead-letters';
import { deadLetterWords as words } from '../words';

/** How many the server takes in one go. */
const togetherMax = 100;

interface RowProps {
  letter: DeadLetter;
  busy: boolean;
  onEnd: (how: 'replay' | 'discard') => void;
}

function Row({ letter, busy, onEnd }: RowProps) {
  const model = `${letter.provider}/${letter.model}`;
  return (
    <li className="flex flex-col gap-1 border-b border-line py-3 last:border-0">
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="text-base font-medium">{model}</h2>
        {letter.job_kind && <span className="font-mono text-xs text-ink-3">{letter.job_kind}</span>}
        <span className="tabular text-sm text-ink-3">
          {words.tries(letter.attempts)}, <TimeAgo at={letter.dead_at} />
        </span>
        <span className="ml-auto flex gap-2">
          <Button size="sm" disabled={busy} aria-label={words.replayOf(model)} onClick={() => onEnd('replay')}>
            {words.replay}
          </Button>
          <Button
            size="sm"
            variant="quiet"
            disabled={busy}
            aria-label={words.discardOf(model)}
            onClick={() => onEnd('discard')}
          >
            {words.discard}
          </Button>
        </span>
      </div>
      <p className="text-sm text-ink-2">{letter.provider_message ?? letter.message}</p>
      <p className="font-mono text-xs text-ink-3">{letter.id}</p>
    </li>
  );
}

/** Runs that were given up, with why, and what an administrator can do about them. */
export function DeadLetters() {
  const letters = useInfiniteQuery(deadLettersQuery);
  const end = useEndDeadLetters();
  const all = letters.data?.pages.flatMap((page) => page.dead_letters) ?? [];
  const refused = end.data?.find((each) => each.outcome === 'refused');
  const together = all.slice(0, togetherMax).map((each) => each.id);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <p className="max-w-[70ch] text-ink-2">{words.lead}</p>
        {together.length > 1 && (
          <Button disabled={end.isPending} onClick={() => end.mutate({ ids: together, how: 'replay' })}>
            {words.replayAll(together.length)}
          </Button>
        )}
      </div>
      {letters.isPending && (
        <Loading label={words.loading} className="flex flex-col gap-3">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </Loading>
      )}
      {letters.error && (
        <ProblemPanel compact title={words.failed} problem={letters.error} onRetry={() => void letters.refetch()} />
      )}
      {letters.data && all.length === 0 && <p className="font-display text-display-sm">{words.none}</p>}
      <p role="status" className="text-sm text-bad empty:hidden">
        {end.error?.message ?? refused?.detail}
      </p>
      <ul>
        {all.map((letter) => (
          <Row
            key={letter.id}
            letter={letter}
            busy={end.isPending}
            onEnd={(how) => end.mutate({ ids: [letter.id], how })}
          />
        ))}
      </ul>
      {letters.hasNextPage && (
        <Button size="sm" className="self-start" onClick={() => void letters.fetchNextPage()}>
          {words.older}
        </Button>
      )}
    </div>
  );
}
