import { useQuery } from '@tanstack/react-query';
import { foundPeopleQuery, useSeenPeople } from '@/components/people/api';
import { serverKeys } from '@/components/provider-keys/home';
import { KeySection } from '@/components/provider-keys/key-section';

/** Keys for everybody, or for whom an admin names. */
export function ServerKeys() {
  useQuery(foundPeopleQuery(''));
  return <KeySection home={serverKeys} people={useSeenPeople()} />;
}
