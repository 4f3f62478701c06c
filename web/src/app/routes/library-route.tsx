import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Library } from '@/features/library/components/library';
import { useTitle } from '@/lib/use-title';

const route = getRouteApi('/app/library');

export function LibraryRoute() {
  const search = route.useSearch();
  const navigate = useNavigate();
  useTitle(search.trash ? 'Trash' : 'Library');
  return (
    <Library
      heading="Library"
      filter={search}
      onFilter={(change) => void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })}
      onOpen={(id) => void navigate({ to: '.', search: (before) => ({ ...before, view: id }) })}
    />
  );
}
