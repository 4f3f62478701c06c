import { Dialog } from 'radix-ui';
import { useRef } from 'react';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { useFocusReturn } from '@/lib/focus-return';
import { altText } from '@/lib/generation-words';
import { useRetry } from '@/lib/queries/generation-actions';
import { useViewer, type ViewerProps } from '../lib/use-viewer';
import { ViewerBar } from './viewer-bar';
import { ViewerDetails } from './viewer-details';
import { ViewerStage } from './viewer-stage';

const swipeMin = 60;

/** A finger that moves sideways turns the page. */
function useSwipe(enabled: boolean, toNewer: () => void, toOlder: () => void) {
  const from = useRef<number | null>(null);
  return {
    onTouchStart: (event: React.TouchEvent) => {
      from.current = event.touches.length === 1 ? (event.touches[0]?.clientX ?? null) : null;
    },
    onTouchEnd: (event: React.TouchEvent) => {
      if (from.current === null || !enabled) return;
      const moved = (event.changedTouches[0]?.clientX ?? 0) - from.current;
      if (moved > swipeMin) toNewer();
      if (moved < -swipeMin) toOlder();
    },
  };
}

/** One generation over the whole window: look, compare, take over, throw away. */
export function Viewer(props: ViewerProps) {
  const viewer = useViewer(props);
  const retry = useRetry();
  const { found, generation, walk, zoomed } = viewer;
  const returnFocus = useFocusReturn(true, () =>
    generation ? document.querySelector<HTMLElement>(`[data-tile="${generation.id}"]`) : null,
  );
  const swipe = useSwipe(!zoomed, walk.toNewer, walk.toOlder);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          data-shortcuts="viewer"
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          // The undo line lies outside and must stay usable.
          onInteractOutside={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement | null)?.focus();
          }}
          className="animate-appear fixed inset-0 z-30 flex flex-col bg-ground outline-none"
        >
          <Dialog.Title className="sr-only">{generation ? altText(generation) : 'Viewer'}</Dialog.Title>
          <ViewerBar viewer={viewer} onClose={props.onClose} />
          <div className="flex min-h-0 grow max-md:flex-col">
            <div className="flex min-h-0 min-w-0 grow p-3 md:p-6" {...swipe}>
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
                  onZoom={viewer.zoom}
                  onRetry={(confirmUnknown) =>
                    retry.mutate(
                      { id: generation.id, confirmUnknown },
                      { onSuccess: (child) => props.onMove(child.id) },
                    )
                  }
                />
              )}
            </div>
            {viewer.details && generation && (
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
