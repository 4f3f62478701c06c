import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Session, User } from '@/lib/api/types';
import { sessionQuery } from '@/lib/queries/session';

interface Entered {
  user: User;
}

/** The three doors: set-up (with the code of the first start), sign-up, sign-in. All set the session cookie. */
export function useEnter(door: 'setup' | 'signup' | 'signin') {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string; code?: string }) =>
      api.post<Entered>(`/api/auth/${door}`, body),
    onSuccess: ({ user }) => {
      cache.setQueryData<Session>(
        sessionQuery.queryKey,
        (session) => session && { ...session, user, setup_required: false },
      );
    },
  });
}
