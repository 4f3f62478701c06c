import { Download, RotateCcw, Tag, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { IconButton } from '@/components/ui/icon-button';
import type { Generation } from '@/lib/api/types';
import { plural } from '@/lib/format';
import type { LibraryActions } from '../lib/use-library-actions';
import type { Selection } from '../lib/use-selection';
import { TagDialog } from './tag-dialog';

interface Props {
  chosen: readonly Generation[];
  trash: boolean;
  selection: Selection;
  actions: LibraryActions;
}

/** What can be done with the selection, in the place of the filters. */
export function BulkBar({ chosen, trash, selection, actions }: Props) {
  const [tagging, setTagging] = useState(false);
  const [asking, setAsking] = useState(false);
  const ids = chosen.map((generation) => generation.id);
  return (
    <div role="toolbar" aria-label="Selection" className="animate-appear flex flex-wrap items-center gap-1">
      <IconButton icon={X} label="Clear the selection" onClick={selection.clear} />
      <span className="tabular pr-3 font-medium text-accent-text">{chosen.length} selected</span>
      <Button variant="quiet" size="sm" onClick={selection.all}>
        Select all loaded
      </Button>
      <span className="grow" />
      {trash ? (
        <>
          <Button variant="quiet" size="sm" disabled={actions.busy} onClick={() => actions.restore(ids)}>
            <RotateCcw size={16} strokeWidth={1.5} aria-hidden />
            Restore
          </Button>
          <Button
            variant="quiet"
            size="sm"
            className="text-bad"
            disabled={actions.busy}
            onClick={() => setAsking(true)}
          >
            <Trash2 size={16} strokeWidth={1.5} aria-hidden />
            Delete forever
          </Button>
        </>
      ) : (
        <>
          <Button variant="quiet" size="sm" onClick={() => setTagging(true)}>
            <Tag size={16} strokeWidth={1.5} aria-hidden />
            Tag
          </Button>
          <Button variant="quiet" size="sm" onClick={() => actions.download(chosen)}>
            <Download size={16} strokeWidth={1.5} aria-hidden />
            Download
          </Button>
          <Button variant="quiet" size="sm" disabled={actions.busy} onClick={() => actions.trash(ids)}>
            <Trash2 size={16} strokeWidth={1.5} aria-hidden />
            Move to trash
          </Button>
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
