import { useQuery } from '@tanstack/react-query';
import { organisationsQuery } from '@/lib/queries/organisations';
import { useUser } from '@/lib/queries/session';
import { words } from '../words';

/** Folders are named by whom they belong to: the id becomes `My files` or the organisation's name. */
export function useFolderLabel(): (label: string) => string {
  const user = useUser();
  const { data } = useQuery({ ...organisationsQuery, staleTime: 60_000 });
  return (label) => (label === user?.id ? words.browse.own : (data?.find(({ id }) => id === label)?.name ?? label));
}
