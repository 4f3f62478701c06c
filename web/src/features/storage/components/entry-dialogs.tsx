import { useEffect } from 'react';
import { notify } from '@/components/ui/notices';
import { download } from '@/lib/download';
import { publicAddress, signed, type FileEntry } from '../api/objects';
import type { Where } from '../api/storage-client';
import type { Asked } from '../lib/entry-props';
import { FolderDialog } from './folder-dialog';
import { LinkDialog } from './link-dialog';
import { MoveDialog } from './move-dialog';
import { RemoveDialog } from './remove-dialog';
import { RenameDialog } from './rename-dialog';

interface Props {
  asked: Asked | null;
  where: Where;
  isPublic: boolean;
  /** Where new folders go; ends with a slash, or is empty. */
  folder: string;
  onDone: () => void;
  onClose: () => void;
}

/** So long an address for saving lives: until the browser has begun. */
const saveLifeS = 300;

async function saveAll(where: Where, isPublic: boolean, files: readonly FileEntry[]): Promise<void> {
  for (const { key, label } of files) {
    const address = isPublic
      ? `${publicAddress(where.bucket, key)}?`
      : `${await signed(where.view, where.bucket, key, saveLifeS)}&`;
    await download(`${address}download=${encodeURIComponent(label)}`, label);
  }
}

/** What was asked of some entries: each question in its own dialog. */
export function EntryDialogs({ asked, where, isPublic, folder, onDone, onClose }: Props) {
  const files = asked?.entries.filter((entry) => entry.kind === 'file') ?? [];
  const [first] = files;
  const saving = asked?.what === 'download';
  useEffect(() => {
    if (!saving) return;
    saveAll(where, isPublic, files).catch((problem: Error) => notify(problem.message));
    onClose();
    // Once for each time it is asked.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [saving]);
  const done = () => {
    onDone();
    onClose();
  };
  const common = { where, onDone: done, onClose };
  switch (asked?.what) {
    case 'link':
      return first ? <LinkDialog where={where} file={first} isPublic={isPublic} onClose={onClose} /> : null;
    case 'rename':
      return first ? <RenameDialog file={first} {...common} /> : null;
    case 'move':
      return <MoveDialog entries={asked.entries} {...common} />;
    case 'remove':
      return <RemoveDialog entries={asked.entries} {...common} />;
    case 'folder':
      return <FolderDialog folder={folder} {...common} />;
    case 'download':
    case undefined:
      return null;
  }
}
