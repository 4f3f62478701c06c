import {
  infiniteQueryOptions,
  keepPreviousData,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { AdminUser } from '@/lib/api/administration';
import type { User } from '@/lib/api/types';

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

interface PersonChange {
  is_admin?: boolean;
  banned?: boolean;
}

/** Role and block take effect at once: who loses one is signed out everywhere. */
export function useChangePerson() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...change }: PersonChange & { id: string }) => api.put<User>(`/api/admin/users/${id}`, change),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['admin'] }),
  });
}

/** A message with a link to a new password. */
export function useSendReset() {
  return useMutation({ mutationFn: (id: string) => api.post(`/api/admin/users/${id}/reset-link`) });
}

/** For somebody who lost the authenticator. */
export function useRemoveAuthenticators() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<{ removed: number }>(`/api/admin/users/${id}/authenticators`),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['admin'] }),
  });
}

/** What went with the account. */
interface Removed {
  rows: { total: number };
  objects: { count: number };
}

export function useDeletePerson() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete<Removed>(`/api/admin/users/${id}`),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['admin'] }),
  });
}

interface Credit {
  user_id: string;
  amount_micros: number;
  reason: string;
}

interface Balance {
  balance_micros: number;
}

function moneyMoved(cache: QueryClient): void {
  for (const key of ['admin', 'usage', 'session', 'estimate']) void cache.invalidateQueries({ queryKey: [key] });
}

/** Gives credits; the reason stands in the ledger and in the audit log. */
export function useGrantCredits() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (grant: Credit & { expires_at?: string }) => api.post<Balance>('/api/admin/credits', grant),
    onSuccess: () => moneyMoved(cache),
  });
}

/** Puts a balance right: up, or down to what is free. */
export function useAdjustCredits() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (credit: Credit) => api.post<Balance>('/api/admin/credits/adjust', credit),
    onSuccess: () => moneyMoved(cache),
  });
}
