import { useInfiniteQuery } from '@tanstack/react-query';
import { Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Loading } from '@/components/ui/loading';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import { day, plural } from '@/lib/format';
import { trashQuery, useEmptyTrash, useForget, useRestore, type Trashed } from '../api/trash';
import { baseName } from '../lib/names';
import { sizeText } from '../lib/sizes';
import { useView } from '../lib/view';
import { words } from '../words';

interface RowProps {
  file: Trashed;
  onRestore: () => void;
  onForget: () => void;
}

function Row({ file, onRestore, onForget }: RowProps) {
  const label = baseName(file.name);
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line py-2">
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate text-ink" title={file.name}>
          {label}
        </span>
        <span className="tabular text-sm text-ink-3 md:truncate">
          {words.trash.where(file.bucket_id, sizeText(file.size_bytes))}
          {' · '}
          <TimeAgo at={file.removed_at} />
          {' · '}
          {words.trash.until(day(file.expires_at))}
        </span>
      </span>
      <Button size="sm" onClick={onRestore} aria-label={words.trash.restoreFile(label)}>
        <Undo2 size={16} strokeWidth={1.5} aria-hidden />
        {words.trash.restore}
      </Button>
      <IconButton icon={Trash2} label={words.trash.forgetFile(label)} onClick={onForget} />
    </li>
  );
}

/** Files that were removed and can come back: one's own, or, seen as the service, everybody's. */
export function Trash() {
  const [view] = useView();
  const list = useInfiniteQuery(trashQuery(view));
  const restore = useRestore(view);
  const forget = useForget(view);
  const empty = useEmptyTrash();
  const [asked, setAsked] = useState<Trashed | 'all' | null>(null);
  const files = list.data?.pages.flatMap((page) => page.objects) ?? [];
  const failed = (problem: Error) => notify(problem.message);
  const back = (file: Trashed) =>
    restore.mutate(file, { onSuccess: () => notify(words.trash.restored(baseName(file.name))), onError: failed });
  const go = () => {
    if (asked === 'all') {
      empty.mutate(undefined, {
        onSuccess: (gone) => notify(words.trash.emptied(plural(gone.objects, 'file'))),
        onError: failed,
      });
    } else if (asked) {
      forget.mutate(asked, { onError: failed });
    }
  };
  return (
    <Section
      title={words.trash.title}
      lead={words.trash.lead}
      action={
        view === 'self' && files.length > 0 ? (
          <Button size="sm" disabled={empty.isPending} onClick={() => setAsked('all')}>
            {words.trash.empty}
          </Button>
        ) : undefined
      }
    >
      {list.isPending && (
        <Loading label={words.trash.loading} className="flex flex-col gap-1">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </Loading>
      )}
      {list.error && !list.data && (
        <ProblemPanel compact title={words.trash.failed} problem={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data && files.length === 0 && <p className="text-ink-2">{words.trash.none}</p>}
      {files.length > 0 && (
        <ul aria-label={words.trash.title} className="flex flex-col border-t border-line">
          {files.map((file) => (
            <Row key={file.id} file={file} onRestore={() => back(file)} onForget={() => setAsked(file)} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div>
          <Button size="sm" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? words.browse.loadingMore : words.browse.more}
          </Button>
        </div>
      )}
      <ConfirmDialog
        open={asked !== null}
        title={asked === 'all' || !asked ? words.trash.emptySure : words.trash.forgetSure(baseName(asked.name))}
        body={words.trash.sureBody}
        confirm={asked === 'all' ? words.trash.empty : words.trash.forget}
        onConfirm={go}
        onClose={() => setAsked(null)}
      />
    </Section>
  );
}
