import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { useUser } from '@/lib/queries/session';
import { words } from '../words';

const organisationNamesQuery = queryOptions({
  queryKey: ['organisations'],
  queryFn: ({ signal }) =>
    api
      .get<{ organisations: { id: string; name: string }[] }>('/api/organisations', { signal })
      .then((data) => data.organisations),
  staleTime: 60_000,
});

/** Folders are named by whom they belong to: the id becomes `My files` or the organisation's name. */
export function useFolderLabel(): (label: string) => string {
  const user = useUser();
  const { data } = useQuery(organisationNamesQuery);
  return (label) => (label === user?.id ? words.browse.own : (data?.find(({ id }) => id === label)?.name ?? label));
}
