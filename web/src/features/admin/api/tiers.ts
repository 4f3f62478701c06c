import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';

/** A kind of account: how often its people come first, and how much they may ask for. Null: as the settings say. */
export interface Tier {
  name: string;
  /** Of its people's turns, 0.1 to 100. */
  weight: number;
  /** At once, for each of its people. */
  runs_max: number | null;
  /** For each of its people, and for each access key. */
  requests_per_minute: number | null;
  /** How many of them at once. */
  requests_burst: number | null;
  generations_per_minute: number | null;
}

export const runScopes = ['provider', 'model', 'key', 'person'] as const;
export type RunScope = (typeof runScopes)[number];

export interface RunLimit {
  scope: RunScope;
  /** A provider, `provider/model`, or the id of a provider key or a person. */
  name: string;
  runs_max: number;
}

export interface QueueRules {
  tiers: Tier[];
  people: { user_id: string; email: string | null; name: string | null; tier: string }[];
  organisations: { org_id: string; name: string | null; tier: string }[];
  limits: RunLimit[];
}

export const queueRulesQuery = queryOptions({
  queryKey: ['admin', 'queue-rules'],
  queryFn: ({ signal }) => api.get<QueueRules>('/api/admin/queue/rules', { signal }),
});

/** One change of the rules; the answer is all of them. Null takes a rule away. */
export type RuleChange =
  | { of: 'tiers'; name: string; weight: null }
  | ({ of: 'tiers' } & Tier)
  | { of: 'people'; user_id: string; tier: string | null }
  | { of: 'organisations'; org_id: string; tier: string | null }
  | { of: 'limits'; scope: RunScope; name: string; runs_max: number | null };

export function useChangeRules() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ of, ...change }: RuleChange) => api.put<QueueRules>(`/api/admin/queue/${of}`, change),
    onSuccess: (rules) => cache.setQueryData(queueRulesQuery.queryKey, rules),
  });
}
