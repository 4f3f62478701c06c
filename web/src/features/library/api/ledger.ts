import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { LedgerLine } from '@/lib/api/types';

/** Every movement of money that belongs to one generation. */
export const ledgerQuery = (id: string) =>
  queryOptions({
    queryKey: ['generations', 'ledger', id],
    queryFn: ({ signal }) =>
      api.get<{ lines: LedgerLine[] }>(`/api/generations/${id}/ledger`, { signal }).then((data) => data.lines),
  });
