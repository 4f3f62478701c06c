import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { AccessKey, ProjectKeys } from '@/lib/api/types';

export const accessKeysQuery = queryOptions({
  queryKey: ['access-keys'],
  queryFn: ({ signal }) =>
    api.get<{ access_keys: AccessKey[] }>('/api/access-keys', { signal }).then((data) => data.access_keys),
});

/** Makes a key for programs; the answer carries it this one time. */
export function useCreateAccessKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (key: { name: string; expires_in_days?: number }) =>
      api.post<AccessKey & { key: string }>('/api/access-keys', key),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['access-keys'] }),
  });
}

export function useRevokeAccessKey() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/access-keys/${id}`),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['access-keys'] }),
  });
}

export const projectKeysQuery = queryOptions({
  queryKey: ['project-keys'],
  queryFn: ({ signal }) => api.get<ProjectKeys>('/api/project-keys', { signal }),
});
