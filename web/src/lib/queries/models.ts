import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Model } from '@/lib/api/types';

/** What can be run. Whose key is used, and so whether and for how much, depends on the project the run belongs to. */
export const modelsQuery = (projectId?: string) =>
  queryOptions({
    queryKey: ['models', projectId ?? null],
    queryFn: ({ signal }): Promise<Model[]> =>
      api
        .get<{ models: Model[] }>('/api/models', { query: { project_id: projectId }, signal })
        .then((data) => data.models),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
