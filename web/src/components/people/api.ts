import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { create } from 'zustand';
import { limits } from '@/config/limits';
import { api } from '@/lib/api/client';

/** Somebody who can be named. */
export interface Nameable {
  id: string;
  name: string;
}

interface Found {
  users: { id: string; name: string | null; email: string }[];
}

const useSeen = create<Record<string, Nameable>>()(() => ({}));

/** Everybody an administrator has seen so far: rules hold ids, and the server has no list of names for them. */
export const useSeenPeople = (): readonly Nameable[] => Object.values(useSeen());

/** People by the beginning of their name or address; for administrators. */
export const foundPeopleQuery = (q: string) =>
  queryOptions({
    queryKey: ['admin', 'users', 'found', q],
    queryFn: async ({ signal }) => {
      const { users } = await api.get<Found>('/api/admin/users', {
        query: { limit: limits.peopleFoundMax, q },
        signal,
      });
      const found = users.map(({ id, name, email }): Nameable => ({ id, name: name ? `${name}, ${email}` : email }));
      useSeen.setState(Object.fromEntries(found.map((person) => [person.id, person])));
      return found;
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
