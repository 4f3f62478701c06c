import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { words } from './words';

export const groups = ['day', 'model', 'project', 'person', 'access_key', 'key_source'] as const;
export type Group = (typeof groups)[number];

/** Sums of the runs of one day, model, project, person, access key or source of keys, with what names it. */
export interface UsageRow {
  day?: string;
  provider?: string | null;
  model?: string | null;
  project_id?: string | null;
  project?: string | null;
  user_id?: string | null;
  person?: string | null;
  access_key_id?: string | null;
  access_key?: string | null;
  key_source?: string | null;
  count: number;
  failed: number;
  cost_micros: number;
}

interface UsageTable {
  rows: UsageRow[];
  /** False where there are more rows than are given. */
  complete: boolean;
}

/** Whose runs are counted. */
export interface UsageHome {
  path: '/api/usage/table' | '/api/admin/usage' | `/api/organisations/${string}/usage`;
  /** Whether runs of several people are counted. */
  many: boolean;
  /** Over the table, where it is not as usual. */
  title?: string;
  lead?: string;
}

export const ownUsage: UsageHome = { path: '/api/usage/table', many: false };
export const allUsage: UsageHome = { path: '/api/admin/usage', many: true };
export const usageOf = (organisationId: string): UsageHome => ({
  path: `/api/organisations/${organisationId}/usage`,
  many: true,
  title: words.titleOfOrganisation,
  lead: words.leadOfOrganisation,
});

export const usageTableQuery = ({ path }: UsageHome, by: Group, days: string) =>
  queryOptions({
    queryKey: ['usage', 'table', path, by, days],
    queryFn: ({ signal }): Promise<UsageTable> => api.get<UsageTable>(path, { query: { by, days }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const usageCsv = ({ path }: UsageHome, by: Group, days: string) => `${path}?by=${by}&days=${days}&format=csv`;
