import { File, FileArchive, FileAudio, FileImage, FileText, FileVideo, Folder } from 'lucide-react';
import { cn } from '@/lib/cn';
import type { Kind } from '../lib/kinds';

const icons = {
  folder: Folder,
  picture: FileImage,
  video: FileVideo,
  audio: FileAudio,
  text: FileText,
  archive: FileArchive,
  other: File,
} as const;

/** What kind of thing it is; folders, which lead on, carry the accent. */
export function KindIcon({ kind, size, className }: { kind: Kind | 'folder'; size: 18 | 32 | 48; className?: string }) {
  const Icon = icons[kind];
  return (
    <Icon
      size={size}
      strokeWidth={size > 18 ? 1 : 1.5}
      aria-hidden
      className={cn(kind === 'folder' ? 'text-accent-text' : 'text-ink-3', className)}
    />
  );
}
