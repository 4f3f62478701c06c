import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { useRefreshing } from '../lib/use-refreshing';

export interface Rule {
  id: string;
  action: 'block' | 'flag' | 'allow';
  sentence?: string | null;
  words?: string[];
  patterns?: string[];
  /** For `allow`: the rules that it overrules. */
  over?: string[];
}

export interface KnownRule {
  source: 'admin' | 'file';
  /** A rule of a file that an admin's rule of the same id stands in for. */
  replaced: boolean;
  rule: Rule;
}

export interface Case {
  id: string;
  user_id: string;
  email: string | null;
  prompt: string;
  decision: 'blocked' | 'flagged';
  rule: string;
  times: number;
  first_at: string;
  last_at: string;
  allowed_at: string | null;
  allowed_reason: string | null;
}

export interface Verdict {
  decision: 'allowed' | 'flagged' | 'blocked';
  rule?: string;
  sentence?: string;
}

const base = '/api/admin/moderation';

export const rulesQuery = queryOptions({
  queryKey: ['admin', 'moderation', 'rules'],
  queryFn: ({ signal }) => api.get<{ rules: KnownRule[] }>(`${base}/rules`, { signal }).then((data) => data.rules),
});

interface CasePage {
  cases: Case[];
  next_before: string | null;
}

export const casesQuery = infiniteQueryOptions({
  queryKey: ['admin', 'moderation', 'cases'],
  queryFn: ({ pageParam, signal }) =>
    api.get<CasePage>(`${base}/cases`, { query: { limit: 50, before: pageParam }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_before,
});

export function useSaveRule() {
  return useRefreshing('moderation', ({ id, ...rule }: Rule) =>
    api.put<Rule>(`${base}/rules/${encodeURIComponent(id)}`, rule),
  );
}

export function useRemoveRule() {
  return useRefreshing('moderation', (id: string) => api.delete(`${base}/rules/${encodeURIComponent(id)}`));
}

/** Lets one text of one person pass, with a reason; or takes that back. */
export function useAllow() {
  return useRefreshing('moderation', ({ id, reason }: { id: string; reason: string | null }) =>
    api.put<Case>(`${base}/cases/${id}`, reason === null ? { allowed: false } : { reason }),
  );
}

/** What the rules say of a text; nothing is kept. */
export function useTry() {
  return useMutation({ mutationFn: (text: string) => api.post<Verdict>(`${base}/try`, { text }) });
}
