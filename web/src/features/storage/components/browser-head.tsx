import { Link } from '@tanstack/react-router';
import { ChevronRight, FolderPlus, ScrollText, Upload } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { paths } from '@/config/paths';
import { useFolderLabel } from '../api/owners';
import type { Bucket } from '../api/buckets';
import { crumbs } from '../lib/names';
import { useView } from '../lib/view';
import { words } from '../words';
import { AccessWord } from './access-word';
import { RulesDialog } from './rules-dialog';
import { ViewSelect } from './view-select';

interface Props {
  bucketId: string;
  /** Left out while it is not known, or not to be seen. */
  bucket: Bucket | undefined;
  folder: string;
  onFolder: (folder: string) => void;
  onChoose: () => void;
  onNewFolder: () => void;
}

function Crumbs({ bucketId, folder, onFolder }: Pick<Props, 'bucketId' | 'folder' | 'onFolder'>) {
  const label = useFolderLabel();
  const way = [{ label: bucketId, path: '' }, ...crumbs(folder)];
  return (
    <nav aria-label={words.browse.path} className="min-w-0">
      <ol className="flex flex-wrap items-center gap-x-1 text-base text-ink-3">
        <li>
          <Link to={paths.storage} className="rounded-control py-1 hover:text-ink">
            {words.title}
          </Link>
        </li>
        {way.map((crumb, index) => {
          const last = index === way.length - 1;
          return (
            <li key={crumb.path} className="flex min-w-0 items-center gap-1">
              <ChevronRight size={14} strokeWidth={1.5} aria-hidden className="shrink-0" />
              <button
                type="button"
                aria-current={last ? 'page' : undefined}
                onClick={() => onFolder(crumb.path)}
                className={`max-w-64 truncate rounded-control py-1 hover:text-ink ${last ? 'text-ink-2' : ''}`}
              >
                {index === 0 ? crumb.label : label(crumb.label)}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** Where one is, and what can be put there. */
export function BrowserHead({ bucketId, bucket, folder, onFolder, onChoose, onNewFolder }: Props) {
  const [rules, setRules] = useState(false);
  const [view] = useView();
  const label = useFolderLabel();
  const here = crumbs(folder).at(-1);
  return (
    <>
      <Crumbs bucketId={bucketId} folder={folder} onFolder={onFolder} />
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-4 gap-y-1">
          <h1 className="min-w-0 font-display text-display leading-none break-words text-ink">
            {here ? label(here.label) : bucketId}
          </h1>
          {bucket && <AccessWord isPublic={bucket.public} />}
        </div>
        <div className="flex flex-wrap items-center gap-1">
          <ViewSelect />
          {bucket && <IconButton icon={ScrollText} label={words.browse.rules} onClick={() => setRules(true)} />}
          <IconButton icon={FolderPlus} label={words.browse.folder} onClick={onNewFolder} />
          <Button variant="primary" className="ml-1" onClick={onChoose}>
            <Upload size={16} strokeWidth={1.5} aria-hidden />
            {words.browse.upload}
          </Button>
        </div>
      </div>
      {view === 'service' && <p className="text-sm text-warn">{words.view.serviceNote}</p>}
      {bucket && <RulesDialog bucket={bucket} open={rules} onClose={() => setRules(false)} />}
    </>
  );
}
