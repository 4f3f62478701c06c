import { queryOptions, useMutation } from '@tanstack/react-query';
import { auth, type AuthUser } from '@/lib/api/auth';
import { api } from '@/lib/api/client';
import { mailLanding } from '@/lib/mail-landing';
import { useLetIn, type Entered } from './enter';

export type Purpose = 'signup' | 'recovery';

/** Asks for a message: the first one of a recovery, or the one of a sign-up once more. Answers the same to all. */
export function useSendMessage(purpose: Purpose) {
  return useMutation({
    mutationFn: (email: string) =>
      purpose === 'recovery'
        ? auth.post('/recover', { email }, { query: mailLanding() })
        : auth.post('/resend', { type: purpose, email }, { query: mailLanding() }),
  });
}

/** The code of a message instead of its link. Gives an access token. */
export function useVerifyCode(purpose: Purpose) {
  return useMutation({
    mutationFn: ({ email, code }: { email: string; code: string }) =>
      auth
        .post<{ access_token: string }>('/verify', { type: purpose, email, token: code })
        .then((session) => session.access_token),
  });
}

/** Whose link it was. */
export const arrivedQuery = (token: string) =>
  queryOptions({
    queryKey: ['arrived', token],
    queryFn: () => auth.get<AuthUser>('/user', { bearer: token }),
    gcTime: 0,
    staleTime: Infinity,
  });

/** Ends the sign-in that a link or code began: the page goes on by cookie. Left alone it ends by itself. */
export async function endArrived(token: string): Promise<void> {
  await auth.post('/logout', undefined, { bearer: token, query: { scope: 'local' } }).catch(() => undefined);
}

/** Sets a password by the token of a link, then signs in with it. */
export function useChoosePassword(token: string) {
  const letIn = useLetIn();
  return useMutation({
    mutationFn: async (password: string) => {
      const { email } = await auth.put<AuthUser>('/user', { password }, { bearer: token });
      await endArrived(token);
      return api.post<Entered>('/api/auth/signin', { email, password });
    },
    onSuccess: letIn,
  });
}
