import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Usage } from '@/lib/api/types';

export const usageQuery = (days: string, projectId?: string) =>
  queryOptions({
    queryKey: ['usage', { days, projectId: projectId ?? null }],
    queryFn: ({ signal }) => api.get<Usage>('/api/usage', { query: { days, project_id: projectId }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
