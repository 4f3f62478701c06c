import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Studio } from '@/features/studio/components/studio';
import { useTitle } from '@/lib/use-title';

const route = getRouteApi('/app/studio');

export function StudioRoute() {
  const { g } = route.useSearch();
  const navigate = useNavigate();
  useTitle('Studio');
  return (
    <>
      <h1 className="sr-only">Studio</h1>
      <Studio
        selected={g}
        onSelect={(id) => void navigate({ to: '.', search: (search) => ({ ...search, g: id }), replace: true })}
        onOpen={(id) => void navigate({ to: '.', search: (search) => ({ ...search, view: id }) })}
      />
    </>
  );
}
