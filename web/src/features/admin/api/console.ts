import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { AdminUser, DataTable, SqlAnswer, SqlOrder } from '@/lib/api/administration';

const tablesKey = ['admin', 'data', 'tables'];

export const tablesQuery = queryOptions({
  queryKey: tablesKey,
  queryFn: ({ signal }) =>
    api.get<{ tables: DataTable[] }>('/api/admin/data/tables', { signal }).then((data) => data.tables),
});

/** The person with exactly this address. */
export const personQuery = (email: string) =>
  queryOptions({
    queryKey: ['admin', 'users', 'exactly', email],
    queryFn: ({ signal }) =>
      api
        .get<{ users: AdminUser[] }>('/api/admin/users', { query: { limit: 50, q: email }, signal })
        .then((page) => page.users.find((user) => user.email.toLowerCase() === email) ?? null),
    enabled: email.includes('@'),
  });

export function useRunSql() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (order: SqlOrder) => api.post<SqlAnswer>('/api/admin/data/query', order),
    onSuccess: (answer) => {
      if (answer.kept) void cache.invalidateQueries({ queryKey: tablesKey });
    },
  });
}
