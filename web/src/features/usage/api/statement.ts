import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { StatementLine } from '@/lib/api/money';

interface Page {
  lines: StatementLine[];
  next_cursor?: string | null;
}

/** One line for each run, grant and correction of this person, newest first. */
export const statementQuery = infiniteQueryOptions({
  queryKey: ['usage', 'statement'],
  queryFn: ({ pageParam, signal }) =>
    api.get<Page>('/api/credits/statement', { query: { limit: 30, cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor ?? null,
});
