import { Download, type LucideIcon, RotateCcw, Tag, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';
import type { Generation } from '@/lib/api/types';
import { plural } from '@/lib/format';
import type { LibraryActions } from '../lib/use-library-actions';
import type { Selection } from '@/lib/use-selection';
import { TagDialog } from './tag-dialog';

interface Props {
  chosen: readonly Generation[];
  trash: boolean;
  selection: Selection;
  actions: LibraryActions;
}

interface ActionProps {
  icon: LucideIcon;
  label: string;
  disabled?: boolean;
  danger?: boolean;
  onClick: () => void;
}

/** On a phone the picture alone; the word stays for who listens. */
function Action({ icon: Icon, label, disabled = false, danger = false, onClick }: ActionProps) {
  return (
    <Button
      variant="quiet"
      size="sm"
      title={label}
      className={cn('max-md:size-10 max-md:px-0', danger && 'text-bad')}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      <span className="max-md:sr-only">{label}</span>
    </Button>
  );
}

/** What can be done with the selection, in the place of the filters. */
export function BulkBar({ chosen, trash, selection, actions }: Props) {
  const [tagging, setTagging] = useState(false);
  const [asking, setAsking] = useState(false);
  const ids = chosen.map((generation) => generation.id);
  return (
    <div role="toolbar" aria-label="Selection" className="animate-appear flex items-center gap-1 md:flex-wrap">
      <IconButton icon={X} label="Clear the selection" onClick={selection.clear} />
      <span className="tabular pr-3 font-medium whitespace-nowrap text-accent-text max-md:pr-1">
        {chosen.length} selected
      </span>
      <Button variant="quiet" size="sm" className="max-md:h-10 max-md:px-2" onClick={selection.all}>
        Select all<span className="max-md:sr-only"> loaded</span>
      </Button>
      <span className="grow" />
      {trash ? (
        <>
          <Action icon={RotateCcw} label="Restore" disabled={actions.busy} onClick={() => actions.restore(ids)} />
          <Action icon={Trash2} label="Delete forever" danger disabled={actions.busy} onClick={() => setAsking(true)} />
        </>
      ) : (
        <>
          <Action icon={Tag} label="Tag" onClick={() => setTagging(true)} />
          <Action icon={Download} label="Download" onClick={() => actions.download(chosen)} />
          <Action icon={Trash2} label="Move to trash" disabled={actions.busy} onClick={() => actions.trash(ids)} />
        </>
      )}
      <TagDialog
        key={String(tagging)}
        open={tagging}
        amount={chosen.length}
        busy={actions.busy}
        onClose={() => setTagging(false)}
        onTag={(tags) => {
          setTagging(false);
          void actions.tag(chosen, tags);
        }}
      />
      <ConfirmDialog
        open={asking}
        title={`Delete ${plural(chosen.length, 'item')} forever?`}
        body="The files and their prompts are gone then. What was paid stays in the ledger."
        confirm="Delete forever"
        onConfirm={() => actions.deleteForever(ids)}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
