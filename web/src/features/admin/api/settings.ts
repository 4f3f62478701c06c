import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { AuditEntry } from '@/lib/api/administration';
import type { Generation } from '@/lib/api/types';

export interface Settings {
  signup_enabled: boolean;
}

export const settingsQuery = queryOptions({
  queryKey: ['admin', 'settings'],
  queryFn: ({ signal }) => api.get<Settings>('/api/admin/settings', { signal }),
});

export function useChangeSettings() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (settings: Settings) => api.put<Settings>('/api/admin/settings', settings),
    onSuccess: (_, settings) => {
      cache.setQueryData(settingsQuery.queryKey, settings);
      void cache.invalidateQueries({ queryKey: ['session'] });
    },
  });
}

interface AuditPage {
  entries: AuditEntry[];
  next_cursor?: string | null;
}

export const auditQuery = infiniteQueryOptions({
  queryKey: ['admin', 'audit'],
  queryFn: ({ pageParam, signal }) =>
    api.get<AuditPage>('/api/admin/audit', { query: { limit: 50, cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor ?? null,
});

/** Generations of which nobody knows whether the provider made and billed them. */
export const exposureQuery = queryOptions({
  queryKey: ['admin', 'exposure'],
  queryFn: ({ signal }) =>
    api.get<{ generations: Generation[] }>('/api/admin/exposure', { signal }).then((data) => data.generations),
});
