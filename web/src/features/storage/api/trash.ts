import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { limits } from '@/config/limits';
import type { View } from './storage-client';

/** A file that somebody removed and that can still come back. */
export interface Trashed {
  id: string;
  bucket_id: string;
  name: string;
  size_bytes: number;
  mime_type: string | null;
  removed_at: string;
  expires_at: string;
}

interface TrashPage {
  objects: Trashed[];
  next: string | null;
}

const base = (view: View) => (view === 'service' ? '/api/admin/storage/trash' : '/api/storage/trash');

export const trashQuery = (view: View) =>
  infiniteQueryOptions({
    queryKey: ['storage', 'trash', view],
    queryFn: ({ pageParam, signal }) =>
      api.get<TrashPage>(base(view), { query: { limit: limits.storageTrashPageSize, before: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

function useChange<A, T>(mutationFn: (argument: A) => Promise<T>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => void cache.invalidateQueries({ queryKey: ['storage'] }) });
}

export const useRestore = (view: View) => useChange(({ id }: Trashed) => api.post(`${base(view)}/${id}/restore`));

export const useForget = (view: View) => useChange(({ id }: Trashed) => api.delete(`${base(view)}/${id}`));

/** One's own only, whatever the view. */
export const useEmptyTrash = () =>
  useChange(() => api.delete<{ objects: number; bytes: number }>('/api/storage/trash'));
