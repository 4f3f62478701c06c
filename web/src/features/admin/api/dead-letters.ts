import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { useRefreshing } from '../lib/use-refreshing';

/** A run whose tries are used up. */
export interface DeadLetter {
  id: string;
  user_id: string;
  provider: string;
  model: string;
  pool: 'server' | 'workers';
  job_kind: string | null;
  attempts: number;
  dead_at: string;
  message: string | null;
  provider_message: string | null;
}

interface Page {
  dead_letters: DeadLetter[];
  next_cursor: string | null;
}

interface Outcome {
  id: string;
  outcome: 'done' | 'unchanged' | 'refused';
  detail: string | null;
}

const path = '/api/admin/dead-letters';

export const deadLettersQuery = infiniteQueryOptions({
  queryKey: ['admin', 'dead-letters'],
  queryFn: ({ pageParam, signal }) => api.get<Page>(path, { query: { limit: 50, cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

/** Runs them anew for the people they belong to, or strikes them off the list. */
export function useEndDeadLetters() {
  return useRefreshing('dead-letters', ({ ids, how }: { ids: string[]; how: 'replay' | 'discard' }) =>
    api.post<{ results: Outcome[] }>(`${path}/${how}`, { ids }).then((data) => data.results),
  );
}
