import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Session, User } from '@/lib/api/types';
import { sessionQuery } from '@/lib/queries/session';

/** Either somebody is in, or a message was sent that has to be answered first. */
export type Entered = { user: User } | { confirmation_sent: true };

/** Whoever is in may see the pages behind the door. */
export function useLetIn() {
  const cache = useQueryClient();
  return (entered: Entered) => {
    if (!('user' in entered)) return;
    cache.setQueryData<Session>(
      sessionQuery.queryKey,
      (session) => session && { ...session, user: entered.user, setup_required: false },
    );
  };
}

/** The three doors: set-up (with the code of the first start), sign-up, sign-in. All set the session cookie. */
export function useEnter(door: 'setup' | 'signup' | 'signin') {
  const letIn = useLetIn();
  return useMutation({
    mutationFn: (body: { email: string; password: string; code?: string }) =>
      api.post<Entered>(`/api/auth/${door}`, body),
    onSuccess: letIn,
  });
}
