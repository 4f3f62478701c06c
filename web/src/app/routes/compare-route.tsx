import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Compare } from '@/features/studio/components/compare';
import { useTitle } from '@/lib/use-title';

const route = getRouteApi('/app/compare');

export function CompareRoute() {
  const { models, runs } = route.useSearch();
  const navigate = useNavigate();
  useTitle('Compare');
  return (
    <>
      <h1 className="sr-only">Compare</h1>
      <Compare
        models={models}
        runs={runs}
        onAddress={(address) =>
          void navigate({ to: '.', search: (search) => ({ ...search, ...address }), replace: true })
        }
        onOpen={(id) => void navigate({ to: '.', search: (search) => ({ ...search, view: id }) })}
      />
    </>
  );
}
