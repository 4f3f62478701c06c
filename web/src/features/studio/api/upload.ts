import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Asset } from '@/lib/api/types';

/** Stores a reference picture. */
export function useUpload() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.set('file', file);
      return api.post<Asset>('/api/uploads', form);
    },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['uploads'] }),
  });
}
