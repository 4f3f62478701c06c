import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sessionQuery } from '@/lib/queries/session';
import { AppShell } from '../shell/app-shell';

/** Everything behind the sign-in. When the session ends under way, the guard runs again. */
export function AppRoute() {
  const session = useQuery(sessionQuery);
  const router = useRouter();
  const user = session.data?.user;
  useEffect(() => {
    if (session.data && !user) void router.invalidate();
  }, [session.data, user, router]);
  return user ? <AppShell user={user} /> : null;
}
