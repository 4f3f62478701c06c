import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Session, User } from '@/lib/api/types';
import { sessionQuery } from '@/lib/queries/session';

/** The first half of a sign-in was right; a code of an authenticator is the second. */
export interface SecondStep {
  ticket: string;
  expires_in: number;
  /** Their names; one without a name is empty. */
  authenticators: string[];
}

/** Somebody is in, or a code is asked for, or a message was sent that has to be answered first. */
export type Entered = { user: User } | { second_step: SecondStep } | { confirmation_sent: true };

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
    mutationFn: (body: { email: string; password: string; code?: string; captcha_token?: string }) =>
      api.post<Entered>(`/api/auth/${door}`, body),
    onSuccess: letIn,
  });
}

/** The second half of a sign-in. */
export function useFinish() {
  const letIn = useLetIn();
  return useMutation({
    mutationFn: (body: { ticket: string; code: string }) => api.post<{ user: User }>('/api/auth/signin/code', body),
    onSuccess: letIn,
  });
}

/** Turns the token of a link, a code or another issuer into the session cookie; lets nobody in yet. */
export const enterByToken = (token: string) =>
  api.post<Entered>('/api/auth/refresh', undefined, { headers: { Authorization: `Bearer ${token}` } });

export function useEnterByToken() {
  const letIn = useLetIn();
  return useMutation({ mutationFn: enterByToken, onSuccess: letIn });
}
