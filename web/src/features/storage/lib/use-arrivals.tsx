import { useEffect, useRef, useState, type DragEvent } from 'react';
import { limits } from '@/config/limits';
import { words } from '../words';

/** A file that came by whatever way, with its place within the folder it came in. */
export interface Arrival {
  file: File;
  path: string;
}

const carriesFiles = (transfer: DataTransfer) => transfer.types.includes('Files');

const entriesIn = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((done, refuse) => {
    reader.readEntries(done, refuse);
  });

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((done, refuse) => {
    entry.file(done, refuse);
  });

async function under(entry: FileSystemEntry, found: Arrival[]): Promise<void> {
  if (found.length >= limits.uploadsListedMax) return;
  if (entry.isFile) {
    found.push({ file: await fileOf(entry as FileSystemFileEntry), path: entry.fullPath.replace(/^\//, '') });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A directory comes in parts until an empty one.
  for (let part = await entriesIn(reader); part.length > 0; part = await entriesIn(reader)) {
    for (const each of part) await under(each, found);
  }
}

/** Files and whole folders that were dropped. */
async function dropped(transfer: DataTransfer): Promise<Arrival[]> {
  // Both are read at once: after the event there is nothing in it.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...transfer.files].map((file) => ({ file, path: file.name }));
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const found: Arrival[] = [];
  for (const entry of entries) if (entry) await under(entry, found);
  return found;
}

/** Pasted pictures have no name of their own: they get the time. */
function pasted(files: FileList): Arrival[] {
  const stamp = new Date().toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '');
  return [...files].map((file, index) => ({
    file,
    path: /^image\.\w+$/.test(file.name)
      ? `pasted ${stamp}${index > 0 ? ` ${index + 1}` : ''}.${file.name.split('.').at(-1)}`
      : file.name,
  }));
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (/^(INPUT|TEXTAREA)$/.test(target.tagName) || target.isContentEditable);

/** The three ways files come in: chosen, dropped anywhere on the page, pasted. */
export function useArrivals(onFiles: (arrivals: readonly Arrival[]) => void) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files;
      if (!files || files.length === 0 || isTyping(event.target) || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      latest.current(pasted(files));
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, []);
  return {
    over,
    choose: () => input.current?.click(),
    input: (
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={words.upload.choose}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file may be chosen again.
          event.target.value = '';
          onFiles(files.map((file) => ({ file, path: file.name })));
        }}
      />
    ),
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event.dataTransfer)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!carriesFiles(event.dataTransfer)) return;
        event.preventDefault();
        setOver(false);
        void dropped(event.dataTransfer).then((arrivals) => latest.current(arrivals));
      },
    },
  };
}
