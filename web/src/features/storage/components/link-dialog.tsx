import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { publicAddress, signed, type FileEntry } from '../api/objects';
import type { Where } from '../api/storage-client';
import { words } from '../words';

interface Props {
  where: Where;
  file: FileEntry;
  isPublic: boolean;
  onClose: () => void;
}

const lives = Object.entries(words.link.lives).map(([value, label]) => ({ value, label }));

/** An address for somebody else: for ever where the bucket is public, else for a chosen time. */
export function LinkDialog({ where, file, isPublic, onClose }: Props) {
  const [life, setLife] = useState('86400');
  const [saves, setSaves] = useState(false);
  const made = useQuery({
    queryKey: ['storage', 'link', where, file.key, life],
    queryFn: () => signed(where.view, where.bucket, file.key, Number(life)),
    enabled: !isPublic,
    // The life of a link begins when it is asked for.
    gcTime: 0,
    staleTime: Infinity,
  });
  const address = isPublic ? publicAddress(where.bucket, file.key) : made.data;
  const more = saves ? `${isPublic ? '?' : '&'}download=${encodeURIComponent(file.label)}` : '';
  const link = address ? window.location.origin + address + more : null;
  return (
    <Dialog open onClose={onClose} title={words.link.title(file.label)}>
      <div className="flex flex-col gap-5">
        {!isPublic && (
          <Field label={words.link.life}>
            {(control) => (
              <Select {...control} aria-label={words.link.life} value={life} options={lives} onChange={setLife} />
            )}
          </Field>
        )}
        <label className="flex items-center justify-between gap-4 text-base text-ink-2">
          {words.link.save}
          <Switch checked={saves} onChange={setSaves} aria-label={words.link.save} />
        </label>
        {made.error ? (
          <ProblemPanel compact title={words.link.failed} problem={made.error} onRetry={() => void made.refetch()} />
        ) : (
          <div className="flex flex-col gap-3">
            <code
              // A long one scrolls by keyboard too.
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              tabIndex={0}
              aria-label={words.link.field}
              className="max-h-28 min-h-16 overflow-y-auto rounded-control bg-ground p-3 font-mono text-xs leading-5 break-all text-ink-2 light:bg-raised"
            >
              {link ?? words.link.making}
            </code>
            {link && <CopyButton worded variant="primary" text={link} label={words.link.copy} className="self-start" />}
          </div>
        )}
        <p className="text-sm text-ink-3">{isPublic ? words.link.public : words.link.private}</p>
      </div>
    </Dialog>
  );
}
