import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';

export interface Grant {
  id: string;
  granted_micros: number;
  remaining_micros: number;
  expires_at: string | null;
  reason: string;
  created_at: string;
}

export interface Credits {
  balance_micros: number;
  held_micros: number;
  granted_micros: number;
  spent_micros: number;
  grants: Grant[];
}

/** What this person has left, and which grants it comes from; those that end first come first. */
export const creditsQuery = queryOptions({
  queryKey: ['usage', 'credits'],
  queryFn: ({ signal }) => api.get<Credits>('/api/credits', { signal }),
});
