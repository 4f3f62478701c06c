import { useQuery } from '@tanstack/react-query';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { limits } from '@/config/limits';
import { sourceQuery, textQuery, type FileEntry } from '../api/objects';
import { couldRun, kindOf } from '../lib/kinds';
import { sizeText } from '../lib/sizes';
import { words } from '../words';
import { KindIcon } from './kind-icon';
import type { Where } from '../api/storage-client';

interface Props {
  where: Where;
  file: FileEntry;
}

function Waiting() {
  return (
    <Loading label={words.preview.loading} className="m-auto w-[min(60%,640px)]">
      <Skeleton className="aspect-[4/3] rounded-picture" />
    </Loading>
  );
}

function Refused({ problem, onRetry }: { problem: Error; onRetry: () => void }) {
  return <ProblemPanel className="m-auto" title={words.preview.failed} problem={problem} onRetry={onRetry} />;
}

/** Pictures, videos and sounds come by an address that lives an hour: no byte goes through the app. */
function Played({ where, file }: Props) {
  const source = useQuery(sourceQuery(where, file));
  if (source.error) return <Refused problem={source.error} onRetry={() => void source.refetch()} />;
  if (!source.data) return <Waiting />;
  switch (kindOf(file.mime)) {
    case 'video':
      return (
        <video src={source.data} controls aria-label={file.label} className="m-auto max-h-full max-w-full p-4 md:p-8" />
      );
    case 'audio':
      return <audio src={source.data} controls aria-label={file.label} className="m-auto w-[min(90%,560px)]" />;
    default:
      return (
        <div className="absolute inset-0 p-4 md:p-8">
          <img src={source.data} alt={file.label} className="size-full object-contain" />
        </div>
      );
  }
}

/** What is text, markup included, is shown as the characters it is made of. */
function Written({ where, file }: Props) {
  const text = useQuery(textQuery(where, file));
  if (text.error) return <Refused problem={text.error} onRetry={() => void text.refetch()} />;
  if (text.data === undefined) return <Waiting />;
  const cut = (file.size ?? 0) > limits.storageTextBytesMax;
  return (
    <div className="flex min-w-0 grow flex-col">
      {(couldRun(file.mime) || cut) && (
        <p className="border-b border-line px-5 py-2 text-sm text-ink-3">
          {[
            ...(couldRun(file.mime) ? [words.preview.source] : []),
            ...(cut ? [words.preview.cut(sizeText(limits.storageTextBytesMax))] : []),
          ].join(' ')}
        </p>
      )}
      <pre
        // Scrolled by keyboard too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={file.label}
        className="min-h-0 grow overflow-auto p-5 font-mono text-sm leading-6 whitespace-pre-wrap text-ink-2 focus-visible:-outline-offset-2"
      >
        {text.data}
      </pre>
    </div>
  );
}

/** A file in the way its kind is looked at; nothing of it ever runs. */
export function PreviewStage({ where, file }: Props) {
  const kind = kindOf(file.mime);
  switch (kind) {
    case 'picture':
    case 'video':
    case 'audio':
      return <Played where={where} file={file} />;
    case 'text':
      return <Written where={where} file={file} />;
    case 'archive':
    case 'other':
      return (
        <div className="m-auto flex flex-col items-center gap-4">
          <KindIcon kind={kind} size={48} />
          <p className="text-ink-2">{words.preview.none}</p>
        </div>
      );
  }
}
