import { infiniteQueryOptions } from '@tanstack/react-query';
import { limits } from '@/config/limits';
import { api } from '@/lib/api/client';
import type { Asset } from '@/lib/api/types';

interface UploadPage {
  assets: Asset[];
  next_cursor?: string | null;
}

/** Files that were uploaded to work from, newest first. */
export const uploadsQuery = infiniteQueryOptions({
  queryKey: ['uploads'],
  queryFn: ({ pageParam, signal }) =>
    api.get<UploadPage>('/api/uploads', { query: { limit: limits.pageSize, cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor ?? null,
  staleTime: 30_000,
});
