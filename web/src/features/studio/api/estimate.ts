import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Estimate, GenerateRequest } from '@/lib/api/types';

/** What a run would cost, told by the server from the real inputs. */
export const estimateQuery = (request: GenerateRequest | null) =>
  queryOptions({
    queryKey: ['estimate', request],
    queryFn: ({ signal }) => api.post<Estimate>('/api/estimate-cost', request, { signal }),
    enabled: request !== null,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
    retry: false,
  });
