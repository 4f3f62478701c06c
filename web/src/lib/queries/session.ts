import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Doors, Session, User } from '@/lib/api/types';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.get<Session>('/api/session', { signal }),
  staleTime: 60_000,
});

const plainDoors: Doors = {
  providers: [],
  captcha: null,
  manual_linking: false,
  phone: false,
  password: { length_min: 6, needs: [] },
};

/** Every screen is opened by the answer that brings them. */
export function useDoors(): Doors {
  return useQuery(sessionQuery).data?.doors ?? plainDoors;
}

export function useUser(): User | null {
  return useQuery(sessionQuery).data?.user ?? null;
}
