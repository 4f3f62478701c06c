import { useMutation, useQueryClient } from '@tanstack/react-query';
import { auth } from '@/lib/api/auth';
import { accountQuery } from './account';

export interface Enrolled {
  id: string;
  totp: { qr_code: string; secret: string };
}

/** Begins an authenticator; it counts once a code of it was taken. */
export function useEnroll() {
  return useMutation({
    mutationFn: (name: string) => auth.post<Enrolled>('/factors', { factor_type: 'totp', friendly_name: name }),
  });
}

/** Takes a code of an authenticator: confirms a new one, and lets this sign-in do what needs one. */
export function useTakeCode() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ factorId, code }: { factorId: string; code: string }) => {
      const challenge = await auth.post<{ id: string }>(`/factors/${factorId}/challenge`);
      await auth.post(`/factors/${factorId}/verify`, { challenge_id: challenge.id, code });
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}

export function useRemoveFactor() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (factorId: string) => auth.delete(`/factors/${factorId}`),
    onSuccess: () => cache.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}
