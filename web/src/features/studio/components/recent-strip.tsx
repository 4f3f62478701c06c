import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { TileFace } from '@/components/generation/tile-face';
import { Loading } from '@/components/ui/loading';
import { Skeleton } from '@/components/ui/skeleton';
import { paths } from '@/config/paths';
import { flat, generationListQuery } from '@/lib/queries/generation-list';

interface Props {
  projectId: string | undefined;
  selected: string | null;
  onSelect: (id: string) => void;
}

/** The right side of the studio: what was made lately, newest first, running ones among them. */
export function RecentStrip({ projectId, selected, onSelect }: Props) {
  const list = useInfiniteQuery(generationListQuery(projectId ? { project_id: projectId } : {}));
  const rows = flat(list.data);
  return (
    <section aria-label="Recent" className="flex h-full min-h-0 flex-col bg-panel">
      <header className="flex h-12 shrink-0 items-center justify-between px-4">
        <h2 className="text-sm font-medium text-ink-2">Recent</h2>
        <Link
          to={paths.library}
          search={projectId ? { project: projectId } : {}}
          className="text-sm text-ink-3 underline-offset-4 hover:text-ink hover:underline"
        >
          Open the library
        </Link>
      </header>
      <div className="min-h-0 grow overflow-y-auto px-4 pb-4">
        {list.isPending && (
          <Loading label="Loading recent work" className="grid grid-cols-2 gap-1">
            {Array.from({ length: 8 }, (_, index) => (
              <Skeleton key={`blank-${index}`} className="aspect-square rounded-picture" />
            ))}
          </Loading>
        )}
        {list.error && <p className="pt-2 text-ink-3">Recent work could not be loaded.</p>}
        {list.data && rows.length === 0 && <p className="pt-2 text-ink-3">What you make appears here.</p>}
        <ul className="@container grid grid-cols-[repeat(auto-fill,minmax(112px,1fr))] gap-1">
          {rows.map((generation) => (
            <li key={generation.id}>
              <button
                type="button"
                aria-current={generation.id === selected}
                onClick={() => onSelect(generation.id)}
                className="relative block aspect-square w-full overflow-hidden rounded-picture text-left aria-[current=true]:after:absolute aria-[current=true]:after:inset-0 aria-[current=true]:after:rounded-picture aria-[current=true]:after:ring-2 aria-[current=true]:after:ring-accent aria-[current=true]:after:ring-inset"
              >
                {generation.status === 'completed' && <span className="sr-only">Done: </span>}
                <TileFace generation={generation} sizes="140px" />
              </button>
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <button
            type="button"
            onClick={() => void list.fetchNextPage()}
            disabled={list.isFetchingNextPage}
            className="mt-3 h-9 w-full rounded-control text-sm text-ink-2 hover:bg-raised"
          >
            {list.isFetchingNextPage ? 'Loading' : 'Show older'}
          </button>
        )}
      </div>
    </section>
  );
}
