import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { auth, type AuthUser } from '@/lib/api/auth';
import { mailLanding } from '@/lib/mail-landing';

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: () => auth.get<AuthUser>('/user'),
});

interface Change {
  email?: string;
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

/** A message with the code that a new password needs where the sign-in is old. */
export function useAskForCode() {
  return useMutation({ mutationFn: () => auth.get('/reauthenticate') });
}

export function useSignOutOthers() {
  return useMutation({ mutationFn: () => auth.post('/logout', undefined, { query: { scope: 'others' } }) });
}
