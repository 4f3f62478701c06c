import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { notify } from '@/components/ui/notices';
import { limits } from '@/config/limits';
import { count, plural } from '@/lib/format';
import { holdsGenerated } from '../api/buckets';
import { keysUnder, useRemove, type Entry } from '../api/objects';
import type { Where } from '../api/storage-client';
import { words } from '../words';

interface Props {
  where: Where;
  entries: readonly Entry[];
  onDone: () => void;
  onClose: () => void;
}

async function keysOf(where: Where, entries: readonly Entry[]): Promise<string[] | null> {
  const keys: string[] = [];
  for (const entry of entries) {
    const under = entry.kind === 'file' ? [entry.key] : await keysUnder(where.view, where.bucket, entry.key);
    if (!under) return null;
    keys.push(...under);
  }
  return keys;
}

/** Asks once: what goes here does not come back. */
export function RemoveDialog({ where, entries, onDone, onClose }: Props) {
  const remove = useRemove(where);
  const start = async () => {
    const keys = await keysOf(where, entries);
    if (!keys) {
      notify(words.act.tooMany(count(limits.storageFolderFilesMax)));
      return;
    }
    const gone = await remove.mutateAsync(keys);
    notify(
      gone === keys.length
        ? words.act.removed(plural(gone, 'file'))
        : words.act.removedFew(count(gone), plural(keys.length, 'file')),
    );
  };
  const [only] = entries;
  const what = entries.length === 1 && only ? `“${only.label}”` : plural(entries.length, 'item');
  return (
    <ConfirmDialog
      open
      title={words.act.removeSure(what)}
      body={
        holdsGenerated(where.bucket)
          ? words.act.removeGeneratedBody
          : entries.some(({ kind }) => kind === 'folder')
            ? words.act.removeFolderBody
            : words.act.removeBody
      }
      confirm={words.act.remove}
      onConfirm={() => {
        start().catch((problem: Error) => notify(problem.message));
        onDone();
      }}
      onClose={onClose}
    />
  );
}
