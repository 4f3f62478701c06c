import { getRouteApi } from '@tanstack/react-router';
import { AccountPage } from '@/features/account/components/account-page';

const accountRoute = getRouteApi('/app/account');

export function AccountRoute() {
  const { linked, refused } = accountRoute.useSearch();
  return <AccountPage linked={linked} refused={refused} />;
}
