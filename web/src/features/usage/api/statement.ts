import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { LedgerLine } from '@/lib/api/types';

interface Page {
  lines: LedgerLine[];
  next_cursor?: string | null;
}

/** Every movement of this person's credits, newest first. */
export const statementQuery = infiniteQueryOptions({
  queryKey: ['usage', 'statement'],
  queryFn: ({ pageParam, signal }) =>
    api.get<Page>('/api/credits/statement', { query: { limit: 30, cursor: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor ?? null,
});
