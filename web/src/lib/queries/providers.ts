import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Provider } from '@/lib/api/types';

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) =>
    api.get<{ providers: Provider[] }>('/api/providers', { signal }).then((data) => data.providers),
  staleTime: 60_000,
});

/** The name of a provider as people know it; its id until the list is there. */
export function useProviderName(): (id: string) => string {
  const { data } = useQuery(providersQuery);
  return (id) => data?.find((provider) => provider.id === id)?.display_name ?? id;
}
