import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Estimate, GenerateRequest } from '@/lib/api/types';

/**
 * What a run would cost, told by the server from the real inputs.
 *
 * @param name tells apart those that are not asked for, where several stand side by side
 */
export const estimateQuery = (request: GenerateRequest | null, name = '') =>
  queryOptions({
    queryKey: ['estimate', request ?? name],
    queryFn: ({ signal }) => api.post<Estimate>('/api/estimate-cost', request, { signal }),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
    retry: false,
  });
