import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { AdminUser, User } from '@/lib/api/types';

interface Page {
  users: AdminUser[];
  next_cursor?: string | null;
}

export const peopleQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'users', q],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page>('/api/admin/users', { query: { limit: 50, q, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });

export function useCreatePerson() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (person: { email: string; password: string; is_admin: boolean }) =>
      api.post<User>('/api/admin/users', person),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['admin'] }),
  });
}

/** Gives credits; the reason stands in the ledger and in the audit log. */
export function useGrantCredits() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (grant: { user_id: string; amount_micros: number; reason: string }) =>
      api.post<{ balance_micros: number; transfer_id: string }>('/api/admin/credits', grant),
    onSuccess: () => {
      for (const key of ['admin', 'usage', 'session', 'estimate']) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
}
