import { useNavigate, useRouterState } from '@tanstack/react-router';
import { paths } from '@/config/paths';
import type { GenerationFilter } from '@/lib/queries/generation-list';
import { lazy, Suspense } from 'react';
import type { AppSearch, LibrarySearch } from '../search';

const Viewer = lazy(() =>
  import('@/features/library/components/viewer').then((module) => ({ default: module.Viewer })),
);

/** The filter of a library address as the list it stands for. */
export function listFilter({ type, status, project, q, trash }: LibrarySearch, projectId?: string): GenerationFilter {
  const owner = projectId ?? project;
  return {
    ...(owner ? { project_id: owner } : {}),
    ...(type ? { type } : {}),
    ...(status ? { status } : {}),
    ...(q ? { q } : {}),
    ...(trash ? { trash } : {}),
  };
}

/** Opens the viewer over any page whose address says so, walking the list that page shows. */
export function ViewerHost() {
  const navigate = useNavigate();
  const { search, projectId } = useRouterState({
    select: ({ matches }) => {
      const last = matches.at(-1);
      return {
        search: (last?.search ?? {}) as AppSearch & LibrarySearch,
        projectId: (last?.params as { projectId?: string } | undefined)?.projectId,
      };
    },
  });
  if (!search.view) return null;
  const show = (view: string | undefined) =>
    void navigate({ to: '.', search: (before) => ({ ...before, view }), replace: view !== undefined });
  return (
    <Suspense>
      <Viewer
        id={search.view}
        filter={listFilter(search, projectId)}
        onMove={show}
        onClose={() => show(undefined)}
        onStudio={() => void navigate({ to: paths.studio, search: {} })}
      />
    </Suspense>
  );
}
