import { ChevronLeft, ChevronRight, Download, FolderInput, Link2, Trash2, X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { TimeAgo } from '@/components/ui/time-ago';
import { CopyButton } from '@/components/ui/copy-button';
import { useFocusReturn } from '@/lib/focus-return';
import type { Entry, FileEntry } from '../api/objects';
import { sizeText } from '../lib/sizes';
import { words } from '../words';
import type { Where } from '../api/storage-client';
import type { Asked } from '../lib/entry-props';
import { PreviewStage } from './preview-stage';

interface Props {
  where: Where;
  entries: readonly Entry[];
  /** Key of the file that is shown; nothing is while it is undefined or not in the list. */
  file: string | undefined;
  onMove: (key: string) => void;
  onAct: (what: Asked['what'], entries: readonly Entry[]) => void;
  onClose: () => void;
}

function Details({ file, bucket }: { file: FileEntry; bucket: string }) {
  const rows: [string, React.ReactNode][] = [
    [words.preview.type, file.mime ?? '–'],
    [words.preview.size, file.size === null ? '–' : sizeText(file.size)],
    [words.preview.changed, file.updated ? <TimeAgo key="updated" at={file.updated} /> : '–'],
    [words.preview.created, file.created ? <TimeAgo key="created" at={file.created} /> : '–'],
  ];
  return (
    <aside
      aria-label={words.preview.details}
      className="flex w-72 shrink-0 flex-col gap-5 overflow-y-auto border-l border-line bg-panel p-5 max-md:max-h-[38dvh] max-md:w-full max-md:border-t max-md:border-l-0"
    >
      <dl className="grid grid-cols-[84px_minmax(0,1fr)] gap-x-3 gap-y-2 text-sm">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="tabular break-words text-ink-2">{value}</dd>
          </div>
        ))}
        <dt className="text-ink-3">{words.preview.path}</dt>
        <dd className="font-mono text-xs leading-[18px] break-all text-ink-2">
          {bucket}/{file.key}
        </dd>
      </dl>
      <CopyButton worded text={file.key} label={words.preview.copyPath} className="self-start" />
    </aside>
  );
}

/** A file alone, large, with what is known of it; arrows walk the list it stands in. */
export function Preview({ where, entries, file: key, onMove, onAct, onClose }: Props) {
  const files = entries.filter((entry) => entry.kind === 'file');
  const at = files.findIndex((each) => each.key === key);
  const file = files[at];
  // The one that was looked at last, whichever it was opened by.
  const last = useRef<string>(undefined);
  useEffect(() => {
    if (key !== undefined) last.current = key;
  }, [key]);
  const returnFocus = useFocusReturn(file !== undefined, () =>
    last.current === undefined
      ? null
      : document.querySelector<HTMLElement>(`[data-entry="${CSS.escape(last.current)}"]`),
  );
  const walk = (by: number) => {
    const next = files[at + by];
    if (next) onMove(next.key);
  };
  const keyed = (event: KeyboardEvent) => {
    // A player and a text have arrows of their own.
    if (event.target instanceof HTMLElement && event.target.closest('video, audio, pre, input')) return;
    if (event.key === 'ArrowLeft') walk(-1);
    else if (event.key === 'ArrowRight') walk(1);
    else return;
    event.preventDefault();
  };
  return (
    <Radix.Root open={file !== undefined} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="animate-appear fixed inset-0 z-40 bg-ground" />
        <Radix.Content
          aria-describedby={undefined}
          onKeyDown={keyed}
          // On no button: the keys of the whole are what one came for.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement | null)?.focus();
          }}
          onCloseAutoFocus={returnFocus}
          className="animate-appear fixed inset-0 z-50 flex flex-col outline-none"
        >
          {file && (
            <>
              <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-panel px-3">
                <Radix.Title className="min-w-0 grow truncate pl-1 text-base font-medium">{file.label}</Radix.Title>
                <span className="tabular px-2 text-sm text-ink-3 max-md:hidden">
                  {at + 1} / {files.length}
                </span>
                <IconButton
                  icon={ChevronLeft}
                  label={words.preview.previous}
                  side="bottom"
                  disabled={at <= 0}
                  onClick={() => walk(-1)}
                />
                <IconButton
                  icon={ChevronRight}
                  label={words.preview.next}
                  side="bottom"
                  disabled={at >= files.length - 1}
                  onClick={() => walk(1)}
                />
                <span aria-hidden className="mx-1 h-5 w-px bg-line-strong" />
                <IconButton
                  icon={Download}
                  label={words.act.download}
                  side="bottom"
                  onClick={() => onAct('download', [file])}
                />
                <IconButton icon={Link2} label={words.act.link} side="bottom" onClick={() => onAct('link', [file])} />
                <IconButton
                  icon={FolderInput}
                  label={words.act.move}
                  side="bottom"
                  onClick={() => onAct('move', [file])}
                />
                <IconButton
                  icon={Trash2}
                  label={words.act.remove}
                  side="bottom"
                  onClick={() => onAct('remove', [file])}
                />
                <span aria-hidden className="mx-1 h-5 w-px bg-line-strong" />
                <IconButton icon={X} label={words.preview.close} side="bottom" onClick={onClose} />
              </header>
              <div className="flex min-h-0 grow max-md:flex-col">
                <div className="relative flex min-h-0 min-w-0 grow bg-ground">
                  <PreviewStage key={file.key} where={where} file={file} />
                </div>
                <Details file={file} bucket={where.bucket} />
              </div>
            </>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
