import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Model } from '@/lib/api/types';

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => api.get<{ models: Model[] }>('/api/models', { signal }).then((data) => data.models),
  staleTime: 60_000,
});
