import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Provider } from '@/lib/api/types';

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) =>
    api.get<{ providers: Provider[] }>('/api/providers', { signal }).then((data) => data.providers),
  staleTime: 60_000,
});
