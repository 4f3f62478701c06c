import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ArrowLeft, ArrowRight, Download, Info, RotateCcw, Shuffle, Trash2, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef, useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { downloadGeneration } from '@/lib/download';
import { money } from '@/lib/format';
import { altText } from '@/lib/generation-words';
import { useRetry } from '@/lib/queries/generation-actions';
import { generationQuery } from '@/lib/queries/generation-detail';
import { flat, generationListQuery, type GenerationFilter } from '@/lib/queries/generation-list';
import { useDraft, type Recall } from '@/lib/stores/draft';
import { useNarrow } from '@/lib/use-media';
import { useShortcut } from '@/lib/use-shortcut';
import { useLibraryActions } from '../lib/use-library-actions';
import { ViewerDetails } from './viewer-details';
import { ViewerStage } from './viewer-stage';

interface Props {
  id: string;
  /** The list the viewer walks through with the arrows. */
  filter: GenerationFilter;
  onMove: (id: string) => void;
  onClose: () => void;
  /** After a recall that starts new work. */
  onStudio: () => void;
}

const recallWords: Record<Recall, string> = {
  remix: 'Took its prompt and settings over. The seed is new.',
  all: 'Took everything over, with the seed.',
  prompt: 'Took the prompt over. It waits in the studio.',
  seed: 'Took the seed over. It waits in the studio.',
};
const swipeMin = 60;

function useWalk(id: string, filter: GenerationFilter, onMove: (id: string) => void) {
  const list = useInfiniteQuery(generationListQuery(filter));
  const ids = flat(list.data).map((generation) => generation.id);
  const at = ids.indexOf(id);
  const newer = at > 0 ? ids[at - 1] : undefined;
  const older = at === -1 ? undefined : ids[at + 1];
  return {
    newer,
    older,
    toNewer: () => newer && onMove(newer),
    toOlder: () => {
      if (older) onMove(older);
      else if (list.hasNextPage) void list.fetchNextPage();
    },
  };
}

/** One generation over the whole window: look, compare, take over, throw away. */
export function Viewer({ id, filter, onMove, onClose, onStudio }: Props) {
  const found = useQuery(generationQuery(id));
  const generation = found.data;
  const narrow = useNarrow();
  const [details, setDetails] = useState(!narrow);
  const [zoomedId, setZoomedId] = useState<string | null>(null);
  const zoomed = zoomedId === id;
  const walk = useWalk(id, filter, onMove);
  const actions = useLibraryActions(() => undefined);
  const retry = useRetry();
  const recallDraft = useDraft((state) => state.recall);
  const touch = useRef<number | null>(null);

  const zoom = () => setZoomedId(zoomed ? null : id);
  const recall = (what: Recall) => {
    if (!generation) return;
    recallDraft(generation, what);
    notify(recallWords[what]);
    if (what === 'remix' || what === 'all') onStudio();
  };
  const trash = () => {
    if (!generation || generation.deleted_at) return;
    const after = walk.older ?? walk.newer;
    actions.trash([generation.id]);
    if (after) onMove(after);
    else onClose();
  };
  useShortcut('previous', walk.toNewer);
  useShortcut('next', walk.toOlder);
  useShortcut('details', () => setDetails(!details));
  useShortcut('zoom', zoom);
  useShortcut('remix', () => recall('remix'));
  useShortcut('useSeed', () => recall('seed'));
  useShortcut('usePrompt', () => recall('prompt'));
  useShortcut('useAll', () => recall('all'));
  useShortcut('trash', trash);

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          data-shortcuts="viewer"
          // The undo line lies outside and must stay usable.
          onInteractOutside={(event) => event.preventDefault()}
          aria-describedby={undefined}
          className="animate-appear fixed inset-0 z-30 flex flex-col bg-ground outline-none"
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement | null)?.focus();
          }}
        >
          <Dialog.Title className="sr-only">{generation ? altText(generation) : 'Viewer'}</Dialog.Title>
          <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-panel px-2">
            <IconButton icon={X} label="Close" keys="Escape" onClick={onClose} side="bottom" />
            <IconButton
              icon={ArrowLeft}
              label="Newer one"
              keys="ArrowLeft"
              side="bottom"
              disabled={!walk.newer}
              onClick={walk.toNewer}
            />
            <IconButton
              icon={ArrowRight}
              label="Older one"
              keys="ArrowRight"
              side="bottom"
              disabled={!walk.older}
              onClick={walk.toOlder}
            />
            <p className="min-w-0 grow truncate px-2 text-sm text-ink-2 max-md:invisible">
              {generation && altText(generation)}
            </p>
            {generation && (
              <>
                <span className="tabular px-2 text-sm text-ink-2">{money(generation.cost_micros)}</span>
                <IconButton icon={Shuffle} label="Remix" keys="R" side="bottom" onClick={() => recall('remix')} />
                {generation.status === 'completed' && (
                  <IconButton
                    icon={Download}
                    label="Download"
                    side="bottom"
                    onClick={() => downloadGeneration(generation)}
                  />
                )}
                {generation.deleted_at ? (
                  <IconButton
                    icon={RotateCcw}
                    label="Restore"
                    side="bottom"
                    onClick={() => actions.restore([generation.id])}
                  />
                ) : (
                  <IconButton icon={Trash2} label="Move to the trash" keys="Delete" side="bottom" onClick={trash} />
                )}
              </>
            )}
            <IconButton
              icon={Info}
              label="Details"
              keys="I"
              side="bottom"
              aria-pressed={details}
              onClick={() => setDetails(!details)}
            />
          </header>
          <div className="flex min-h-0 grow max-md:flex-col">
            <div
              className="flex min-h-0 min-w-0 grow p-3 md:p-6"
              onTouchStart={(event) => {
                touch.current = event.touches.length === 1 ? (event.touches[0]?.clientX ?? null) : null;
              }}
              onTouchEnd={(event) => {
                const moved =
                  touch.current === null || zoomed ? 0 : (event.changedTouches[0]?.clientX ?? 0) - touch.current;
                if (moved > swipeMin) walk.toNewer();
                if (moved < -swipeMin) walk.toOlder();
              }}
            >
              {found.error && (
                <ProblemPanel
                  className="m-auto"
                  title="This generation could not be loaded"
                  problem={found.error}
                  onRetry={() => void found.refetch()}
                />
              )}
              {generation && (
                <ViewerStage
                  generation={generation}
                  zoomed={zoomed}
                  onZoom={zoom}
                  onRetry={(confirmUnknown) =>
                    retry.mutate({ id, confirmUnknown }, { onSuccess: (child) => onMove(child.id) })
                  }
                />
              )}
            </div>
            {details && generation && (
              <div className="shrink-0 border-line max-md:h-[46dvh] max-md:border-t md:w-80 md:border-l">
                <ViewerDetails generation={generation} />
              </div>
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
