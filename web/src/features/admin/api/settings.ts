import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
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

/** Generations of which nobody knows whether the provider made and billed them. */
export const exposureQuery = queryOptions({
  queryKey: ['admin', 'exposure'],
  queryFn: ({ signal }) =>
    api.get<{ generations: Generation[] }>('/api/admin/exposure', { signal }).then((data) => data.generations),
});
