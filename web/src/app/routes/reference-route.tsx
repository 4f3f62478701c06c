import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ReferencePage } from '@/features/reference/components/reference-page';

const referenceRoute = getRouteApi('/app/reference');

export function ReferenceRoute() {
  const { op, q = '' } = referenceRoute.useSearch();
  const navigate = useNavigate();
  return (
    <ReferencePage
      open={op}
      search={q}
      onSearch={(search) =>
        void navigate({ to: '.', search: (before) => ({ ...before, q: search || undefined }), replace: true })
      }
    />
  );
}
