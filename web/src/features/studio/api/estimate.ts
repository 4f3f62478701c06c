import { queryOptions } from '@tanstack/react-query';
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
    // The price stands still while parameters change, but the one of another model would be a lie.
    placeholderData: (before, query) => {
      const [, asked] = query?.queryKey ?? [];
      const same =
        typeof asked === 'object' && asked?.provider === request?.provider && asked?.model === request?.model;
      return same ? before : undefined;
    },
    staleTime: 20_000,
    retry: false,
  });
