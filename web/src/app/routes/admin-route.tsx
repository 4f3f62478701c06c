import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { AdminPage } from '@/features/admin/components/admin-page';
import { useUser } from '@/lib/queries/session';
import { NotFound } from '../not-found';

const route = getRouteApi('/app/admin');

export function AdminRoute() {
  const { tab } = route.useSearch();
  const user = useUser();
  const navigate = useNavigate();
  if (!user?.is_admin) return <NotFound />;
  return (
    <AdminPage
      tab={tab ?? 'people'}
      onTab={(next) => void navigate({ to: '.', search: { tab: next }, replace: true })}
    />
  );
}
