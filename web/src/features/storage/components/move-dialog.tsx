import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { notify } from '@/components/ui/notices';
import { limits } from '@/config/limits';
import { count, plural } from '@/lib/format';
import { keysUnder, useMove, type Entry, type Move } from '../api/objects';
import type { Where } from '../api/storage-client';
import { asFolder, baseName, folderOf } from '../lib/names';
import { words } from '../words';

interface Props {
  where: Where;
  entries: readonly Entry[];
  onDone: () => void;
  onClose: () => void;
}

/** Where each file goes: a folder takes everything in it along. */
async function movesTo(where: Where, entries: readonly Entry[], folder: string): Promise<Move[] | null> {
  const moves: Move[] = [];
  for (const entry of entries) {
    if (entry.kind === 'file') {
      moves.push({ from: entry.key, to: folder + baseName(entry.key) });
      continue;
    }
    const keys = await keysUnder(where.view, where.bucket, entry.key);
    if (!keys) return null;
    const above = folderOf(entry.key);
    moves.push(...keys.map((from) => ({ from, to: folder + from.slice(above.length) })));
  }
  return moves.filter(({ from, to }) => from !== to);
}

/** Files and folders into another folder of the bucket. */
export function MoveDialog({ where, entries, onDone, onClose }: Props) {
  const [folder, setFolder] = useState(() => folderOf(entries[0]?.key ?? '').replace(/\/$/, ''));
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const move = useMove(where);
  const start = async () => {
    const moves = await movesTo(where, entries, asFolder(folder));
    if (!moves) {
      setFault(words.act.tooMany(count(limits.storageFolderFilesMax)));
      return;
    }
    const { done, refused } = await move.mutateAsync(moves);
    const [first] = refused;
    if (first && done === 0) {
      setFault(first.message);
      return;
    }
    notify(
      first ? words.act.movedFew(plural(done, 'file'), count(refused.length)) : words.act.moved(plural(done, 'file')),
    );
    onDone();
  };
  return (
    <Dialog open onClose={onClose} title={words.act.moveTitle(plural(entries.length, 'item'))}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setFault(undefined);
          setBusy(true);
          start()
            .catch((problem: Error) => setFault(problem.message))
            .finally(() => setBusy(false));
        }}
      >
        <Field label={words.act.moveField} help={words.act.moveHelp} error={fault}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-sm"
              value={folder}
              onChange={(event) => setFolder(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.act.cancel}</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {busy ? words.act.moving : words.act.moveDo}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
