import { useInfiniteQuery } from '@tanstack/react-query';
import { serverKeys } from '@/components/provider-keys/home';
import { KeySection } from '@/components/provider-keys/key-section';
import { peopleQuery } from '../api/people';

/** Keys for everybody, or for whom an admin names. */
export function ServerKeys() {
  const people = useInfiniteQuery(peopleQuery(''));
  const named = people.data?.pages.flatMap((page) => page.users) ?? [];
  return (
    <KeySection
      home={serverKeys}
      people={named.map((person) => ({ id: person.id, name: person.name ?? person.email }))}
    />
  );
}
