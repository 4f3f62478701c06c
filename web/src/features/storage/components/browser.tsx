import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { count } from '@/lib/format';
import { useUser } from '@/lib/queries/session';
import { usePreferences } from '@/lib/stores/preferences';
import { useSelection } from '@/lib/use-selection';
import { useTitle } from '@/lib/use-title';
import { bucketsQuery, isOurs } from '../api/buckets';
import { entriesOf, listQuery, type Entry, type Place, type Sort } from '../api/objects';
import { keyName } from '../lib/names';
import { upload } from '../lib/upload-run';
import { useArrivals, type Arrival } from '../lib/use-arrivals';
import { useView } from '../lib/view';
import { words } from '../words';
import { BrowserHead } from './browser-head';
import type { Asked } from '../lib/entry-props';
import { EntryDialogs } from './entry-dialogs';
import { Entries } from './entries';
import { Preview } from './preview';
import { SelectionBar } from './selection-bar';
import { Toolbar } from './toolbar';

export interface BrowserAddress {
  folder: string;
  begins: string;
  sort: Sort;
  /** Key of the file in the preview. */
  file: string | undefined;
}

interface Props extends BrowserAddress {
  bucketId: string;
  onGo: (change: Partial<BrowserAddress>) => void;
}

/** One level of a bucket: folders and files, and everything one may do with them. */
export function Browser({ bucketId, folder, begins, sort, file, onGo }: Props) {
  const user = useUser();
  const [view] = useView();
  const look = usePreferences((state) => state.storageLook);
  const [asked, setAsked] = useState<Asked | null>(null);
  const buckets = useQuery(bucketsQuery(view));
  const bucket = buckets.data?.find(({ id }) => id === bucketId);
  const place: Place = { view, bucket: bucketId, folder, begins, sort };
  const list = useInfiniteQuery(listQuery(place));
  const entries = useMemo(() => entriesOf(list.data), [list.data]);
  const keys = useMemo(() => entries.map(({ key }) => key), [entries]);
  const selection = useSelection(keys);
  const chosen = entries.filter(({ key }) => selection.chosen.has(key));
  const where = { view, bucket: bucketId };
  // Of a bucket that is not to be seen the server lists nothing, as of an empty one.
  const missing = buckets.data !== undefined && !bucket;
  useTitle(bucketId);

  // Where Atelier keeps files, each person's stand in a folder of their id; there is no other place for their uploads.
  const target = folder === '' && view === 'self' && isOurs(bucketId) && user ? `${user.id}/` : folder;
  const send = (arrivals: readonly Arrival[]) => {
    if (!user) return;
    const more = arrivals.map(({ file: each, path }) => ({ file: each, key: target + keyName(path) }));
    if (upload(more, { ...where, owner: user.id }) > 0) notify(words.upload.tooMany(count(more.length)));
  };
  const arrivals = useArrivals(send);
  const act = (what: Asked['what'], of: readonly Entry[]) => setAsked({ what, entries: of });

  return (
    <section aria-label={bucketId} className="relative flex h-full min-h-0 flex-col" {...arrivals.handlers}>
      <div className="flex flex-col gap-4 px-4 pt-6 pb-3 md:px-6">
        <BrowserHead
          bucketId={bucketId}
          bucket={bucket}
          folder={folder}
          onFolder={(next) => onGo({ folder: next, begins: '' })}
          onChoose={arrivals.choose}
          onNewFolder={() => act('folder', [])}
        />
        <div className="flex min-h-8 flex-col justify-center">
          {chosen.length > 0 ? (
            <SelectionBar chosen={chosen} selection={selection} onAct={act} />
          ) : (
            <Toolbar
              key={folder}
              begins={begins}
              sort={sort}
              refreshing={list.isRefetching}
              onBegins={(next) => onGo({ begins: next })}
              onSort={(next) => onGo({ sort: next })}
              onRefresh={() => void list.refetch()}
            />
          )}
        </div>
      </div>
      <div className="min-h-0 grow overflow-y-auto px-4 pb-28 md:px-6">
        {list.isPending && (
          <Loading label={words.browse.loading} className="flex flex-col gap-1">
            {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => (
              <Skeleton key={key} className="h-10" />
            ))}
          </Loading>
        )}
        {list.error && !list.data && (
          <ProblemPanel
            className="px-0 md:px-0"
            title={words.browse.failed}
            problem={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.data && entries.length === 0 && missing && (
          <Empty className="px-0 md:px-0" title={words.browse.missing} body={words.browse.missingBody} />
        )}
        {list.data && entries.length === 0 && bucket && (
          <Nothing begins={begins} onClear={() => onGo({ begins: '' })} onChoose={arrivals.choose} />
        )}
        {entries.length > 0 && (
          <Entries
            // Another place begins at its first entry.
            key={`${folder}|${look}`}
            label={words.browse.files}
            look={look}
            where={where}
            entries={entries}
            selection={selection}
            sort={sort}
            onSort={(next) => onGo({ sort: next })}
            onOpen={(entry) => onGo(entry.kind === 'folder' ? { folder: entry.key, begins: '' } : { file: entry.key })}
            onAct={act}
          />
        )}
        {entries.length > 0 && (
          <div className="flex items-center gap-4 pt-4 text-sm text-ink-3">
            {list.hasNextPage && (
              <Button size="sm" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {list.isFetchingNextPage ? words.browse.loadingMore : words.browse.more}
              </Button>
            )}
            <span role="status" className="tabular">
              {list.hasNextPage
                ? words.browse.loadedMore(count(entries.length))
                : words.browse.loaded(count(entries.length))}
            </span>
          </div>
        )}
      </div>
      {arrivals.over && (
        <div className="animate-appear pointer-events-none absolute inset-2 z-20 flex items-center justify-center rounded-panel bg-scrim ring-2 ring-accent ring-inset">
          <p className="font-display text-display-sm text-white">{words.browse.drop}</p>
        </div>
      )}
      {arrivals.input}
      <EntryDialogs
        asked={asked}
        where={where}
        isPublic={bucket?.public ?? false}
        folder={target}
        onDone={selection.clear}
        onClose={() => setAsked(null)}
      />
      <Preview
        where={where}
        entries={entries}
        file={file}
        onMove={(next) => onGo({ file: next })}
        onAct={act}
        onClose={() => onGo({ file: undefined })}
      />
    </section>
  );
}

function Nothing({ begins, onClear, onChoose }: { begins: string; onClear: () => void; onChoose: () => void }) {
  if (begins) {
    return (
      <Empty
        className="px-0 md:px-0"
        title={words.browse.nothing}
        body={words.browse.nothingBody(begins)}
        action={<Button onClick={onClear}>{words.browse.clear}</Button>}
      />
    );
  }
  return (
    <Empty
      className="px-0 md:px-0"
      title={words.browse.empty}
      body={words.browse.emptyBody}
      action={<Button onClick={onChoose}>{words.browse.choose}</Button>}
    />
  );
}
