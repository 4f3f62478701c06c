import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { TileFace } from '@/components/generation/tile-face';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { notify } from '@/components/ui/notices';
import { Section } from '@/components/ui/section';
import { TimeAgo } from '@/components/ui/time-ago';
import { paths } from '@/config/paths';
import type { Generation } from '@/lib/api/types';
import { altText, statusSentence } from '@/lib/generation-words';
import { isOver } from '@/lib/live/apply';
import { useRetry } from '@/lib/queries/generation-actions';
import { flat, generationListQuery } from '@/lib/queries/generation-list';
import type { QueueView } from '../lib/use-queue';
import { words } from '../words';

const endedMax = 20;

/** Nobody knows whether it was bought: only the person may decide to run it again. */
const canRetry = ({ status, error }: Generation) => status === 'failed' && error?.code !== 'generation.outcome_unknown';

function Row({ generation }: { generation: Generation }) {
  const retry = useRetry();
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
      </div>
      {canRetry(generation) && (
        <IconButton
          icon={RotateCcw}
          label={words.again}
          disabled={retry.isPending}
          onClick={() => retry.mutate({ id: generation.id }, { onError: (problem) => notify(problem.message) })}
        />
      )}
    </li>
  );
}

/** What ended lately; what failed can be tried again, one or all. */
export function EndedList({ view }: { view: QueueView }) {
  const recent = useInfiniteQuery(generationListQuery());
  const ended = flat(recent.data).filter(isOver).slice(0, endedMax);
  if (ended.length === 0) return null;
  return (
    <Section
      title={words.ended}
      {...(ended.some(canRetry)
        ? {
            action: (
              <Button
                size="sm"
                disabled={view.busy}
                onClick={() =>
                  view.send({ act: 'retry', ids: 'all' }, (count) =>
                    notify(count > 0 ? words.retried(count) : words.nothingFailed),
                  )
                }
              >
                <RotateCcw size={16} strokeWidth={1.5} aria-hidden />
                {words.retryAll}
              </Button>
            ),
          }
        : {})}
    >
      <ul aria-label={words.ended}>
        {ended.map((generation) => (
          <Row key={generation.id} generation={generation} />
        ))}
      </ul>
    </Section>
  );
}
