import { useQuery } from '@tanstack/react-query';
import { GenerationFailure } from '@/components/generation/generation-failure';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { ApiProblem } from '@/lib/api/problem';
import type { Generation } from '@/lib/api/types';
import { statusSentence } from '@/lib/generation-words';
import { generationQuery } from '@/lib/queries/generation-detail';
import { useRestore, useRetry } from '@/lib/queries/generation-actions';
import { useShortcut } from '@/lib/use-shortcut';
import { StageCaption } from './stage-caption';
import { StageResult } from './stage-result';
import { StageRun } from './stage-run';

interface Props {
  /** The generation to show; null while there is none at all. */
  id: string | null;
  loading: boolean;
  /** Why there is nothing to show, when that is not because nothing was made. */
  problem?: ApiProblem | null;
  onReload?: () => void;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

function EmptyEasel() {
  return (
    <div className="animate-late m-auto flex max-w-[420px] flex-col items-start gap-3 px-6">
      <h2 className="font-display text-display">The easel is empty.</h2>
      <p className="text-ink-2">
        A prompt is waiting at the side. Press Generate: what it may cost stands on the button. The demo models work on
        this machine, cost nothing and need no key.
      </p>
      <Button variant="plain" className="mt-2" onClick={() => document.querySelector<HTMLElement>('#prompt')?.focus()}>
        Write a prompt
      </Button>
    </div>
  );
}

function Body({
  generation,
  onSelect,
  onOpen,
}: {
  generation: Generation;
  onSelect: (id: string) => void;
  onOpen: () => void;
}) {
  const retry = useRetry();
  const restore = useRestore();
  if (generation.deleted_at) {
    return (
      <div className="m-auto flex flex-col items-start gap-3">
        <p className="font-display text-display-sm">This one is in the trash.</p>
        <Button onClick={() => restore.mutate([generation.id])}>Restore it</Button>
      </div>
    );
  }
  switch (generation.status) {
    case 'pending':
    case 'running':
    case 'draft':
      return <StageRun generation={generation} />;
    case 'completed':
      return <StageResult generation={generation} onOpen={onOpen} />;
    case 'failed':
    case 'cancelled':
      return (
        <div className="m-auto flex max-h-full min-h-0 flex-col gap-4 overflow-y-auto p-2">
          {generation.status === 'cancelled' ? (
            <div className="flex flex-col items-start gap-3">
              <h2 className="font-display text-display-sm">Cancelled</h2>
              <p className="text-ink-2">
                {(generation.cost_micros ?? 0) > 0
                  ? 'The provider had already charged for it.'
                  : 'You were not charged.'}
              </p>
              <Button onClick={() => retry.mutate({ id: generation.id }, { onSuccess: (child) => onSelect(child.id) })}>
                Run it again
              </Button>
            </div>
          ) : (
            <GenerationFailure
              generation={generation}
              busy={retry.isPending}
              onRetry={(confirmUnknown) =>
                retry.mutate({ id: generation.id, confirmUnknown }, { onSuccess: (child) => onSelect(child.id) })
              }
            />
          )}
          {retry.error && <ProblemPanel compact title={retry.error.problem.title} problem={retry.error} />}
        </div>
      );
  }
}

/** The middle of the studio: one thing, large, on pure ground. */
export function Stage({ id, loading, problem, onReload, onSelect, onOpen }: Props) {
  const found = useQuery({ ...generationQuery(id ?? ''), enabled: id !== null });
  const generation = found.data;
  const open = () => generation && onOpen(generation.id);
  useShortcut('openViewer', open, generation?.status === 'completed');
  return (
    <section aria-label="Stage" className="flex h-full min-h-0 min-w-0 flex-col bg-ground">
      <p role="status" aria-live="polite" className="sr-only">
        {generation ? `Generation: ${statusSentence(generation)}` : ''}
      </p>
      <div className="flex min-h-0 grow p-4 pb-3 md:p-8 md:pb-4">
        {id === null && !loading && !problem && <EmptyEasel />}
        {id === null && problem && (
          <ProblemPanel className="m-auto" title="Your work could not be loaded" problem={problem} onRetry={onReload} />
        )}
        {(loading || (id !== null && found.isPending)) && (
          <Loading label="Loading the generation" className="m-auto aspect-square h-full max-h-[560px] max-w-full">
            <Skeleton className="size-full rounded-picture" />
          </Loading>
        )}
        {found.error && (
          <ProblemPanel
            className="m-auto"
            title="This generation could not be loaded"
            problem={found.error}
            onRetry={() => void found.refetch()}
          />
        )}
        {generation && <Body generation={generation} onSelect={onSelect} onOpen={open} />}
      </div>
      {generation && !generation.deleted_at && (
        <div className="px-4 pb-3 md:px-8 md:pb-4">
          <StageCaption generation={generation} onOpen={open} onSelect={onSelect} />
        </div>
      )}
    </section>
  );
}
