import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { DataPolicy, DataTable } from '@/lib/api/administration';

/** The policies on objects, for administrators where the console is on. */
export const policiesQuery = queryOptions({
  queryKey: ['storage', 'policies'],
  queryFn: ({ signal }) =>
    api.get<{ tables: DataTable[] }>('/api/admin/data/tables', { signal }).then(({ tables }): DataPolicy[] => {
      const objects = tables.find(({ schema, name }) => schema === 'storage' && name === 'objects');
      return objects?.policies ?? [];
    }),
  retry: false,
});
