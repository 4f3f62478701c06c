import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { ServerKey } from '@/lib/api/types';

export const serverKeysQuery = queryOptions({
  queryKey: ['admin', 'provider-keys'],
  queryFn: ({ signal }) =>
    api.get<{ provider_keys: ServerKey[] }>('/api/admin/provider-keys', { signal }).then((data) => data.provider_keys),
});

function refresh(cache: QueryClient): void {
  for (const key of ['admin', 'models', 'providers', 'estimate']) void cache.invalidateQueries({ queryKey: [key] });
}

export function useSetServerKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ provider, ...key }: { provider: string; api_key: string; base_url?: string; key_name?: string }) =>
      api.put<ServerKey>(`/api/admin/provider-keys/${encodeURIComponent(provider)}`, key),
    onSuccess: () => refresh(cache),
  });
}

export function useDeleteServerKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (provider: string) => api.delete(`/api/admin/provider-keys/${encodeURIComponent(provider)}`),
    onSuccess: () => refresh(cache),
  });
}
