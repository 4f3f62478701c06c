import { useMutation } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { useDraft } from '@/lib/stores/draft';

/** What went. */
export interface Removed {
  rows: { total: number; tables: Record<string, number> };
  objects: { count: number; bytes: number; removed_later: number };
}

/** Takes the own account away; nothing of the person stays in this browser either. */
export function useDeleteAccount() {
  return useMutation({
    mutationFn: (proof: { confirm: string; password: string }) => api.delete<Removed>('/api/account', undefined, proof),
    onSuccess: () => useDraft.persist.clearStorage(),
  });
}
