import { queryOptions, useMutation } from '@tanstack/react-query';
import { auth, type AuthUser } from '@/lib/api/auth';
import { api } from '@/lib/api/client';
import { mailLanding } from '@/lib/mail-landing';

/** Why a message is sent: a new account, a forgotten password, or to come in without one. */
export type Purpose = 'signup' | 'recovery' | 'link';

/** What shows that a person asks; nothing where nobody wants to know. */
interface Shown {
  captcha: {
    proof: { captcha_token?: string };
    meta: { gotrue_meta_security?: { captcha_token: string } };
  };
}

/** Asks for a message, or for the one of a sign-up once more. Answers the same to all. */
export function useSendMessage(purpose: Purpose) {
  return useMutation({
    mutationFn: async ({ email, captcha }: { email: string } & Shown) => {
      if (purpose === 'link') await api.post('/api/auth/link', { email, ...captcha.proof });
      else if (purpose === 'recovery')
        await auth.post('/recover', { email, ...captcha.meta }, { query: mailLanding() });
      else await auth.post('/resend', { type: purpose, email, ...captcha.meta }, { query: mailLanding() });
    },
  });
}

/** The code of a message instead of its link. Gives an access token. */
export function useVerifyCode(purpose: Purpose) {
  return useMutation({
    mutationFn: ({ email, code, captcha }: { email: string; code: string } & Shown) =>
      auth
        .post<{ access_token: string }>('/verify', {
          type: purpose === 'link' ? 'email' : purpose,
          email,
          token: code,
          ...captcha.meta,
        })
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

/** Ends the sign-in that a link began and nobody needs. Left alone it ends by itself. */
export async function endArrived(token: string): Promise<void> {
  await auth.post('/logout', undefined, { bearer: token, query: { scope: 'local' } }).catch(() => undefined);
}

/** Sets a password; whoever does has come in by the cookie. */
export function useSavePassword() {
  return useMutation({ mutationFn: (password: string) => auth.put<AuthUser>('/user', { password }) });
}
