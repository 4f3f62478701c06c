import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Organisation } from '@/lib/api/types';

export const organisationsQuery = queryOptions({
  queryKey: ['organisations'],
  queryFn: ({ signal }) =>
    api.get<{ organisations: Organisation[] }>('/api/organisations', { signal }).then((data) => data.organisations),
});
