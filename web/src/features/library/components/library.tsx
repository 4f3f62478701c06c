import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { runNoticeAction } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { paths } from '@/config/paths';
import { flat, generationListQuery } from '@/lib/queries/generation-list';
import { usePreferences } from '@/lib/stores/preferences';
import { useNarrow } from '@/lib/use-media';
import { useShortcut } from '@/lib/use-shortcut';
import { useLibraryActions } from '../lib/use-library-actions';
import { useSelection } from '@/lib/use-selection';
import { BulkBar } from './bulk-bar';
import { JustifiedGrid } from './justified-grid';
import { Toolbar, type LibraryFilter } from './toolbar';

const skeletonShapes = ['w-72', 'w-48', 'w-80', 'w-40', 'w-64', 'w-56', 'w-44', 'w-72', 'w-52', 'w-80', 'w-48', 'w-60'];
const phoneTileHeight = 130;

interface Props {
  filter: LibraryFilter;
  /** Inside a project only its own work is shown. */
  projectId?: string;
  heading?: string;
  onFilter: (change: LibraryFilter) => void;
  onOpen: (id: string) => void;
}

function NothingHere({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  if (filter.trash)
    return <Empty title="The trash is empty." body="What you delete stays here for 30 days and can be restored." />;
  if (filter.q || filter.type || filter.status || filter.project) {
    return (
      <Empty
        title="Nothing matches."
        body="No generation fits these filters."
        action={
          <Button onClick={() => onFilter({ q: undefined, type: undefined, status: undefined, project: undefined })}>
            Clear the filters
          </Button>
        }
      />
    );
  }
  return (
    <Empty
      title="The walls are bare."
      body="Everything you make hangs here, with its prompt, seed and price."
      action={
        <Button variant="primary" asChild>
          <Link to={paths.studio}>Make the first picture</Link>
        </Button>
      }
    />
  );
}

/** Everything that was made: filter, select, delete, restore. */
export function Library({ filter, projectId, heading, onFilter, onOpen }: Props) {
  const narrow = useNarrow();
  const tileHeight = usePreferences((state) => state.tileHeight);
  const project = projectId ?? filter.project;
  const list = useInfiniteQuery(
    generationListQuery({
      ...(project ? { project_id: project } : {}),
      ...(filter.type ? { type: filter.type } : {}),
      ...(filter.status ? { status: filter.status } : {}),
      ...(filter.q ? { q: filter.q } : {}),
      ...(filter.trash ? { trash: true } : {}),
    }),
  );
  const generations = useMemo(() => flat(list.data), [list.data]);
  const ids = useMemo(() => generations.map((generation) => generation.id), [generations]);
  const selection = useSelection(ids);
  const actions = useLibraryActions(selection.clear);
  const chosen = generations.filter((generation) => selection.chosen.has(generation.id));
  const { fetchNextPage, isFetchingNextPage } = list;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  useShortcut('undo', runNoticeAction);

  return (
    <section aria-label={heading ?? 'Library'} className="flex h-full min-h-0 flex-col">
      <div className={`flex flex-col gap-4 px-4 pb-3 md:px-6 ${heading ? 'pt-8' : 'pt-6'}`}>
        {heading && <h1 className="font-display text-display leading-none">{filter.trash ? 'Trash' : heading}</h1>}
        {filter.trash && <p className="text-ink-2">What is here is deleted forever after 30 days.</p>}
        <div className="flex min-h-8 flex-col justify-center">
          {chosen.length > 0 ? (
            <BulkBar chosen={chosen} trash={filter.trash === true} selection={selection} actions={actions} />
          ) : (
            <Toolbar
              key={String(filter.trash)}
              filter={filter}
              projectFixed={projectId !== undefined}
              onChange={onFilter}
            />
          )}
        </div>
      </div>
      {list.isPending && (
        <Loading label="Loading the library" className="flex flex-wrap gap-1 overflow-hidden px-4 md:px-6">
          {skeletonShapes.map((shape, index) => (
            <Skeleton key={`${shape}-${String(index)}`} className={`h-52 grow rounded-picture ${shape}`} />
          ))}
        </Loading>
      )}
      {list.error && !list.data && (
        <ProblemPanel
          title="The library could not be loaded"
          problem={list.error}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.data && generations.length === 0 && <NothingHere filter={filter} onFilter={onFilter} />}
      {generations.length > 0 && (
        <JustifiedGrid
          label={filter.trash ? 'Trash' : 'Generations'}
          generations={generations}
          tileHeight={narrow ? phoneTileHeight : tileHeight}
          selection={selection}
          hasMore={list.hasNextPage}
          onMore={more}
          onOpen={onOpen}
          onDelete={filter.trash ? () => undefined : actions.trash}
        />
      )}
    </section>
  );
}
