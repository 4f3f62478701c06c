import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Generation } from '@/lib/api/types';

export const generationQuery = (id: string) =>
  queryOptions({
    queryKey: ['generations', 'detail', id],
    queryFn: ({ signal }) => api.get<Generation>(`/api/generations/${id}`, { signal }),
    staleTime: 30_000,
  });
