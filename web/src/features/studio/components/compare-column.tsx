import type { UseQueryResult } from '@tanstack/react-query';
import { CircleX, Maximize2, RotateCcw, Trophy } from 'lucide-react';
import { skipToken, useQuery } from '@tanstack/react-query';
import { Fitted } from '@/components/generation/fitted';
import { GenerationFailure } from '@/components/generation/generation-failure';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Loading } from '@/components/ui/loading';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { ProgressLine } from '@/components/ui/progress-line';
import { Skeleton } from '@/components/ui/skeleton';
import type { ApiProblem } from '@/lib/api/problem';
import type { Estimate, Generation } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { duration, money } from '@/lib/format';
import { statusSentence } from '@/lib/generation-words';
import { isOver, previewKey } from '@/lib/live/apply';
import { useProviderName } from '@/lib/queries/providers';
import { useCancel, useRetry } from '@/lib/queries/generation-actions';
import { expectedRatio } from '@/lib/ratio';
import { priceOf } from '../lib/model-words';
import type { Entrant } from '../lib/use-compare';
import { words } from '../words';
import { Elapsed } from './elapsed';
import { StageResult } from './stage-result';

interface Marks {
  winner: boolean;
  fastest: boolean;
  cheapest: boolean;
}

interface Props {
  entrant: Entrant;
  estimate: Estimate | undefined;
  row: UseQueryResult<Generation, Error>;
  sending: boolean;
  problem: ApiProblem | undefined;
  marks: Marks;
  onFocus: () => void;
  onPick: () => void;
  onRun: () => void;
  onRetried: (run: string) => void;
  onOpen: (id: string) => void;
}

function Developing({ generation }: { generation: Generation }) {
  const preview = useQuery<string>({ queryKey: previewKey(generation.id), queryFn: skipToken });
  const picture = generation.generation_type === 'image' || generation.generation_type === 'video';
  return (
    <Fitted ratio={picture ? expectedRatio(generation) : 1.6}>
      <div className="relative flex size-full flex-col overflow-hidden rounded-picture bg-raised">
        {preview.data && (
          <img src={preview.data} alt="" className="animate-appear absolute inset-0 size-full object-cover blur-md" />
        )}
        <div
          aria-hidden
          className="animate-breathe absolute inset-0 bg-[radial-gradient(ellipse_at_50%_110%,var(--accent-wash),transparent_65%)]"
        />
        <div className="relative m-auto flex flex-col items-center gap-1 p-4 text-center">
          <p className="font-display text-[22px] leading-7 text-ink">{statusSentence(generation)}</p>
          <p className="text-sm text-ink-2">
            <Elapsed since={generation.created_at} />
          </p>
        </div>
        <ProgressLine
          value={generation.progress}
          label={`Progress: ${generation.model}`}
          className="absolute inset-x-0 bottom-0"
        />
      </div>
    </Fitted>
  );
}

function Body({
  entrant,
  row,
  sending,
  problem,
  onRun,
  onRetried,
  onOpen,
}: Omit<Props, 'estimate' | 'marks' | 'onPick' | 'onFocus'>) {
  const retry = useRetry();
  if (problem) {
    return (
      <div className="m-auto w-full max-w-[420px] overflow-y-auto">
        <ProblemPanel
          compact
          title={problem.problem.title || words.compare.refused}
          problem={problem}
          onRetry={onRun}
        />
      </div>
    );
  }
  const generation = row.data;
  if (sending || row.isLoading) {
    return (
      <Loading label={words.compare.sending} className="size-full">
        <Skeleton className="size-full rounded-picture" />
      </Loading>
    );
  }
  if (row.error) {
    return (
      <ProblemPanel
        className="m-auto"
        compact
        title={words.compare.rowFailed}
        problem={row.error as ApiProblem}
        onRetry={() => void row.refetch()}
      />
    );
  }
  if (!generation) {
    return (
      <p className="m-auto flex flex-col items-center gap-1 text-center">
        <span className="font-display text-[22px] leading-7 text-ink-2">{words.compare.ready}</span>
        <span className="text-sm text-ink-3">
          {entrant.model ? priceOf(entrant.model) : words.compare.unknownModel}
        </span>
      </p>
    );
  }
  if (!isOver(generation)) return <Developing generation={generation} />;
  if (generation.status === 'completed') {
    return <StageResult generation={generation} onOpen={() => onOpen(generation.id)} />;
  }
  if (generation.status === 'cancelled') {
    return <p className="m-auto font-display text-[22px] leading-7 text-ink-2">{statusSentence(generation)}</p>;
  }
  return (
    <div className="m-auto max-h-full overflow-y-auto">
      <GenerationFailure
        generation={generation}
        busy={retry.isPending}
        onRetry={(confirmUnknown) =>
          retry.mutate(
            { id: generation.id, confirmUnknown },
            { onSuccess: (child) => onRetried(child.id), onError: (refused) => notify(refused.message) },
          )
        }
      />
    </div>
  );
}

/** What it took: money and time, and whether nobody was faster or cheaper. */
function Measures({
  generation,
  estimate,
  marks,
}: {
  generation: Generation | undefined;
  estimate: Estimate | undefined;
  marks: Marks;
}) {
  const cost = generation?.cost_micros;
  const expected = generation?.estimate_micros ?? estimate?.estimate_micros;
  return (
    <dl className="tabular flex min-w-0 flex-wrap items-baseline gap-x-4 text-sm">
      <div className="flex items-baseline gap-1.5">
        <dt className="text-ink-3">
          {cost === null || cost === undefined ? words.compare.estimated : words.compare.cost}
        </dt>
        <dd className="text-ink">{money(cost ?? expected)}</dd>
        {marks.cheapest && <dd className="text-good">{words.compare.cheapest}</dd>}
      </div>
      {generation?.duration_ms !== null && generation?.duration_ms !== undefined && (
        <div className="flex items-baseline gap-1.5">
          <dt className="sr-only">Time</dt>
          <dd className="text-ink">{duration(generation.duration_ms)}</dd>
          {marks.fastest && <dd className="text-good">{words.compare.fastest}</dd>}
        </div>
      )}
    </dl>
  );
}

function Actions({ row, entrant, marks, sending, onPick, onRun, onOpen }: Props) {
  const cancel = useCancel();
  const generation = row.data;
  if (!generation) return null;
  if (!isOver(generation)) {
    return (
      <Button
        size="sm"
        disabled={cancel.isPending}
        onClick={() => cancel.mutate(generation.id, { onError: (refused) => notify(refused.message) })}
      >
        <CircleX size={16} strokeWidth={1.5} aria-hidden />
        {words.compare.cancel}
      </Button>
    );
  }
  const done = generation.status === 'completed';
  return (
    <div className="-mr-2 flex items-center">
      {done && <IconButton icon={Maximize2} label={words.compare.enlarge} onClick={() => onOpen(generation.id)} />}
      <IconButton
        icon={RotateCcw}
        label={words.compare.again}
        keys="R"
        disabled={sending || !entrant.model?.available}
        onClick={onRun}
      />
      {done && (
        <IconButton
          icon={Trophy}
          label={marks.winner ? words.compare.picked : words.compare.pick}
          keys="W"
          aria-pressed={marks.winner}
          className={marks.winner ? 'bg-accent-wash text-accent-text' : ''}
          onClick={onPick}
        />
      )}
    </div>
  );
}

/** One model's answer to the prompt. */
export function CompareColumn(props: Props) {
  const { entrant, estimate, row, marks, onFocus } = props;
  const provider = useProviderName()(entrant.model?.provider ?? '');
  const name = entrant.model?.display_name ?? entrant.id;
  return (
    <li className="flex min-h-0 min-w-0 bg-ground max-md:w-full max-md:shrink-0 max-md:snap-start">
      <article
        data-column
        // The arrows walk from one to the next.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={name}
        onFocus={onFocus}
        className={cn(
          'flex size-full min-h-0 min-w-0 flex-col gap-3 p-4 -outline-offset-2',
          marks.winner && 'shadow-[inset_0_2px_0_var(--accent)]',
        )}
      >
        <header className="flex items-baseline justify-between gap-3">
          <h2 className="min-w-0 truncate font-medium text-ink">
            {name} <span className="font-normal text-ink-3">{provider}</span>
          </h2>
          {marks.winner && <p className="shrink-0 text-sm text-accent-text">{words.compare.winner}</p>}
        </header>
        <p role="status" className="sr-only">
          {row.data ? `${name}: ${statusSentence(row.data)}` : ''}
        </p>
        <div className="flex min-h-0 grow">
          <Body {...props} />
        </div>
        <footer className="flex min-h-8 items-center justify-between gap-3">
          <Measures generation={row.data} estimate={estimate} marks={marks} />
          <Actions {...props} />
        </footer>
      </article>
    </li>
  );
}
