import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { useCreateFolder } from '../api/objects';
import type { Where } from '../api/storage-client';
import { asFolder } from '../lib/names';
import { words } from '../words';

interface Props {
  where: Where;
  folder: string;
  onDone: () => void;
  onClose: () => void;
}

/** A folder is there once something is in it; this puts an empty object there that no list shows. */
export function FolderDialog({ where, folder, onDone, onClose }: Props) {
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const create = useCreateFolder(where);
  return (
    <Dialog open onClose={onClose} title={words.folderForm.title}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name.trim()) create.mutate(folder + asFolder(name), { onSuccess: onDone });
        }}
      >
        <Field label={words.folderForm.field} error={tried && !name.trim() ? words.folderForm.fault : undefined}>
          {(control) => (
            <Input {...control} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {create.error && <ProblemPanel compact title={create.error.problem.title} problem={create.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.folderForm.cancel}</Button>
          <Button type="submit" variant="primary" disabled={create.isPending}>
            {create.isPending ? words.folderForm.doing : words.folderForm.do}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
