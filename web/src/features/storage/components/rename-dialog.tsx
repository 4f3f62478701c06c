import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useMove, type FileEntry } from '../api/objects';
import type { Where } from '../api/storage-client';
import { folderOf, keyName } from '../lib/names';
import { words } from '../words';

interface Props {
  where: Where;
  file: FileEntry;
  onDone: () => void;
  onClose: () => void;
}

/** Another name in the same folder. */
export function RenameDialog({ where, file, onDone, onClose }: Props) {
  const [name, setName] = useState(file.label);
  const [tried, setTried] = useState(false);
  const move = useMove(where);
  const wrong = !name.trim() || name.includes('/');
  const refused = move.data?.refused[0]?.message ?? move.error?.message;
  return (
    <Dialog open onClose={onClose} title={words.act.renameTitle(file.label)}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          const to = folderOf(file.key) + keyName(name);
          if (wrong) return;
          if (to === file.key) onClose();
          else move.mutate([{ from: file.key, to }], { onSuccess: ({ done }) => done > 0 && onDone() });
        }}
      >
        <Field label={words.act.renameField} error={tried && wrong ? words.act.nameFault : refused}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={name}
              onFocus={(event) => {
                const dot = name.lastIndexOf('.');
                event.target.setSelectionRange(0, dot > 0 ? dot : name.length);
              }}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.act.cancel}</Button>
          <Button type="submit" variant="primary" disabled={move.isPending}>
            {words.act.renameDo}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
