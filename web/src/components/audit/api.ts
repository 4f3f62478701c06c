import { infiniteQueryOptions } from '@tanstack/react-query';
import type { AuditEntry } from '@/lib/api/administration';
import { api } from '@/lib/api/client';

interface AuditPage {
  entries: AuditEntry[];
  next_cursor?: string | null;
}

/** Whose log it is. */
export type AuditPath = '/api/admin/audit' | `/api/organisations/${string}/audit`;

export const auditQuery = (path: AuditPath) =>
  infiniteQueryOptions({
    queryKey: ['audit', path],
    queryFn: ({ pageParam, signal }) => api.get<AuditPage>(path, { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
