import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { auth, type AuthUser } from '@/lib/api/auth';
import { api } from '@/lib/api/client';
import { mailLanding } from '@/lib/mail-landing';

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: () => auth.get<AuthUser>('/user'),
});

interface Change {
  email?: string;
  phone?: string;
  password?: string;
  /** The code of a reauthentication, where the server asks for one. */
  nonce?: string;
  data?: { name: string };
}

/** Changes what is named and leaves the rest. A new address waits for its confirmation. */
export function useChangeAccount() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => auth.put<AuthUser>('/user', change, { query: mailLanding() }),
    onSuccess: (account, { data }) => {
      cache.setQueryData(accountQuery.queryKey, account);
      // The name stands in the account menu too.
      if (data) void cache.invalidateQueries({ queryKey: ['session'] });
    },
  });
}

/** Both messages of a change of address once more. */
export function useResendChange() {
  return useMutation({
    mutationFn: (email: string) => auth.post('/resend', { type: 'email_change', email }, { query: mailLanding() }),
  });
}

/** The code of a new number once more. */
export function useResendPhoneCode() {
  return useMutation({ mutationFn: (phone: string) => auth.post('/resend', { type: 'phone_change', phone }) });
}

/** The code from the text message; from then on the number counts. */
export function useConfirmPhone() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ phone, code }: { phone: string; code: string }) => {
      const { access_token } = await auth.post<{ access_token: string }>('/verify', {
        type: 'phone_change',
        phone,
        token: code,
      });
      // The code opens a sign-in of its own; the one of this page goes on.
      await auth.post('/logout', undefined, { bearer: access_token, query: { scope: 'local' } }).catch(() => undefined);
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}

/** A message with the code that a new password needs where the sign-in is old. */
export function useAskForCode() {
  return useMutation({ mutationFn: () => auth.get('/reauthenticate') });
}

/** The address that waited is forgotten, and so are its links. */
export function useWithdrawChange() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/api/account/email-change'),
    onSuccess: () => cache.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}

/** Takes a way to sign in away. */
export function useUnlink() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (identity: string) => auth.delete(`/user/identities/${identity}`),
    onSuccess: () => cache.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}
