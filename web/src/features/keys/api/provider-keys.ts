import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { KeyStatus, Model, ProviderKey } from '@/lib/api/types';

export const providerKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) =>
    api.get<{ api_keys: ProviderKey[] }>('/api/api-keys', { signal }).then((data) => data.api_keys),
});

export interface NewProviderKey {
  provider: string;
  key_name: string;
  api_key: string;
  base_url?: string;
}

export interface KeyTest {
  status: KeyStatus;
  message: string;
  models: number | null;
}

/** A key decides which models can run and what they cost. */
function refresh(cache: QueryClient): void {
  for (const key of ['api-keys', 'models', 'providers', 'estimate']) void cache.invalidateQueries({ queryKey: [key] });
}

export function useAddProviderKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (key: NewProviderKey) => api.post<ProviderKey>('/api/api-keys', key),
    onSuccess: () => refresh(cache),
  });
}

export function useChangeProviderKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({
      id,
      change,
    }: {
      id: string;
      change: { key_name?: string; api_key?: string; base_url?: string; is_active?: boolean };
    }) => api.put<ProviderKey>(`/api/api-keys/${id}`, change),
    onSuccess: () => refresh(cache),
  });
}

export function useDeleteProviderKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/api-keys/${id}`),
    onSuccess: () => refresh(cache),
  });
}

/** Asks the provider which models it offers right now. */
export function useRefreshModels() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (provider: string) =>
      api
        .get<{ models: Model[] }>(`/api/providers/${encodeURIComponent(provider)}/models`, { query: { refresh: true } })
        .then((data) => data.models.length),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['models'] }),
  });
}

/** Asks the provider whether a key works: one that is stored, or one that is only typed in. */
export function useTestProviderKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (key: { id: string } | Omit<NewProviderKey, 'key_name'>) =>
      api.post<KeyTest>('/api/api-keys/test', key),
    onSuccess: (_, key) => {
      if ('id' in key) refresh(cache);
    },
  });
}
