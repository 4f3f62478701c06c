import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { KeyStatus, KeyUse, Model, ProviderKey } from '@/lib/api/types';
import type { KeyHome } from './home';

export const keysQuery = (home: KeyHome) =>
  queryOptions({
    queryKey: ['provider-keys', home.path],
    queryFn: ({ signal }) =>
      api.get<Record<KeyHome['field'], ProviderKey[]>>(home.path, { signal }).then((data) => data[home.field]),
  });

export interface NewKey {
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

export interface KeyChange {
  key_name?: string;
  is_active?: boolean;
  position?: number;
  use?: KeyUse;
}

/** A key decides which models can run and what they cost. */
function refresh(cache: QueryClient): void {
  for (const key of ['provider-keys', 'models', 'providers', 'estimate'])
    void cache.invalidateQueries({ queryKey: [key] });
}

export function useAddKey(home: KeyHome) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (key: NewKey) => api.post<ProviderKey>(home.path, key),
    onSuccess: () => refresh(cache),
  });
}

export function useChangeKey(home: KeyHome) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...change }: KeyChange & { id: string }) => api.put<ProviderKey>(`${home.path}/${id}`, change),
    onSuccess: () => refresh(cache),
  });
}

/** A new secret under the same id; the old one is used until the new one is accepted. */
export function useRotateKey(home: KeyHome) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, secret }: { id: string; secret: string }) =>
      api.post<ProviderKey>(`${home.path}/${id}/rotate`, { api_key: secret }),
    onSuccess: () => refresh(cache),
  });
}

export function useDeleteKey(home: KeyHome) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`${home.path}/${id}`),
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

/** Asks the provider whether a stored key works. */
export function useTestKey(home: KeyHome) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      home.of === 'person'
        ? api.post<KeyTest>(`${home.path}/test`, { id })
        : api.post<KeyTest>(`${home.path}/${id}/test`, {}),
    onSuccess: () => refresh(cache),
  });
}

/** The same for one that is only typed in; it is not stored. */
export function useTestTypedKey() {
  return useMutation({
    mutationFn: (key: Omit<NewKey, 'key_name'>) => api.post<KeyTest>('/api/api-keys/test', key),
  });
}
