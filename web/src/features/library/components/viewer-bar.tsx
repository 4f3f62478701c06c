import { ArrowLeft, ArrowRight, Download, Info, RotateCcw, Shuffle, Trash2, X } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import type { Generation } from '@/lib/api/types';
import { downloadGeneration } from '@/lib/download';
import { money } from '@/lib/format';
import { altText } from '@/lib/generation-words';
import type { ViewerState } from '../lib/use-viewer';

function Actions({ viewer, generation }: { viewer: ViewerState; generation: Generation }) {
  return (
    <>
      <span className="tabular px-2 text-sm text-ink-2">{money(generation.cost_micros)}</span>
      <IconButton icon={Shuffle} label="Remix" keys="R" side="bottom" onClick={() => viewer.recall('remix')} />
      {generation.status === 'completed' && (
        <IconButton icon={Download} label="Download" side="bottom" onClick={() => downloadGeneration(generation)} />
      )}
      {generation.deleted_at ? (
        <IconButton icon={RotateCcw} label="Restore" side="bottom" onClick={() => viewer.restore([generation.id])} />
      ) : (
        <IconButton icon={Trash2} label="Move to the trash" keys="Delete" side="bottom" onClick={viewer.trash} />
      )}
    </>
  );
}

export function ViewerBar({ viewer, onClose }: { viewer: ViewerState; onClose: () => void }) {
  const { generation, walk, details, toggleDetails } = viewer;
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-panel px-2 max-md:gap-0">
      <IconButton icon={X} label="Close" keys="Escape" side="bottom" onClick={onClose} />
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
      <p className="min-w-0 grow truncate px-2 text-sm text-ink-2 max-md:invisible max-md:px-0">
        {generation && altText(generation)}
      </p>
      {generation && <Actions viewer={viewer} generation={generation} />}
      <IconButton icon={Info} label="Details" keys="I" side="bottom" aria-pressed={details} onClick={toggleDetails} />
    </header>
  );
}
