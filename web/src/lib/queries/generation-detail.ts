import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { wholeGeneration } from '@/lib/api/generation-row';
import type { Generation } from '@/lib/api/types';

export const generationQuery = (id: string) =>
  queryOptions({
    queryKey: ['generations', 'detail', id],
    queryFn: ({ signal }) => api.get<Generation>(`/api/generations/${id}`, { signal }).then(wholeGeneration),
    staleTime: 30_000,
  });
