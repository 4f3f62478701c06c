import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';

export interface BucketUsage {
  bucket_id: string;
  objects: number;
  bytes: number;
}

export interface OwnUsage {
  buckets: BucketUsage[];
  objects: number;
  bytes: number;
  /** Null for no limit. */
  quota_bytes: number | null;
  /** In none of the sums. */
  trash: { objects: number; bytes: number };
}

export interface OwnerUsage {
  /** A person; null where an organisation owns, or nobody. */
  owner_id: string | null;
  org_id: string | null;
  objects: number;
  bytes: number;
}

export interface AllUsage {
  buckets: BucketUsage[];
  /** Those who keep most, most first. */
  owners: OwnerUsage[];
  /** Bytes as they lie; `unreferenced` are the collector's. */
  kept: { blobs: number; bytes: number; unreferenced: number; trashed: number };
  /** Bytes for each; 0 for no limit. */
  quotas: { person: number; organisation: number };
  /** The disk of the files, in bytes; `low` when somebody should make room. */
  disk: { free: number; total: number; low: boolean };
}

/** What a run of the collector removed, or would remove. */
export interface Collected {
  blobs: number;
  bytes: number;
  strays: number;
  drafts: number;
  /** Files that were in the trash long enough. */
  trashed: number;
  trashed_bytes: number;
}

export const ownUsageQuery = queryOptions({
  queryKey: ['storage', 'usage', 'own'],
  queryFn: ({ signal }) => api.get<OwnUsage>('/api/storage/usage', { signal }),
});

export const allUsageQuery = queryOptions({
  queryKey: ['storage', 'usage', 'all'],
  queryFn: ({ signal }) => api.get<AllUsage>('/api/admin/storage', { signal }),
});

/** Addresses of people by id; the first page of them is enough to name those who keep most. */
export const peopleNamesQuery = queryOptions({
  queryKey: ['storage', 'people'],
  queryFn: ({ signal }) =>
    api
      .get<{ users: { id: string; email: string }[] }>('/api/admin/users', { query: { limit: 100 }, signal })
      .then(({ users }) => new Map(users.map(({ id, email }) => [id, email]))),
  staleTime: 60_000,
});

export function useCollect() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (dryRun: boolean) =>
      api.post<Collected>('/api/admin/storage/collect', undefined, { query: { dry_run: dryRun } }),
    onSuccess: (_, dryRun) => {
      if (!dryRun) void cache.invalidateQueries({ queryKey: ['storage', 'usage'] });
    },
  });
}
