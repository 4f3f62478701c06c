import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Budget } from '@/lib/api/money';

/** What a budget limits. An admin's limits stand beside a person's own; both bind. */
export interface BudgetHome {
  scope: Budget['scope'];
  /** Null for the server and for oneself. */
  subjectId: string | null;
  /** Whether an admin looks at somebody else's, or at the server's. */
  admin: boolean;
}

export const budgetsQuery = (home: BudgetHome) =>
  queryOptions({
    queryKey: ['budgets', home.admin, home.scope, home.subjectId],
    queryFn: ({ signal }) =>
      api
        .get<{ budgets: Budget[] }>(home.admin ? '/api/admin/budgets' : '/api/budgets', {
          query: home.admin ? { scope: home.scope, subject_id: home.subjectId, limit: 100 } : {},
          signal,
        })
        .then(({ budgets }) =>
          budgets.filter(
            (budget) =>
              budget.scope === home.scope && (home.subjectId === null || budget.subject_id === home.subjectId),
          ),
        ),
  });

function refresh(cache: QueryClient): void {
  for (const key of ['budgets', 'estimate', 'projects']) void cache.invalidateQueries({ queryKey: [key] });
}

export interface BudgetDraft {
  period: Budget['period'];
  soft_micros: number | null;
  hard_micros: number | null;
}

export function useSetBudget(home: BudgetHome) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (draft: BudgetDraft) =>
      api.put<Budget>(home.admin ? '/api/admin/budgets' : '/api/budgets', {
        scope: home.scope,
        ...(home.subjectId === null ? {} : { subject_id: home.subjectId }),
        ...draft,
      }),
    onSuccess: () => refresh(cache),
  });
}

export function useRemoveBudget() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/budgets/${id}`),
    onSuccess: () => refresh(cache),
  });
}

export function useRaiseBudget() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...raise }: { id: string; hard_micros: number; until: string }) =>
      api.post<Budget>(`/api/budgets/${id}/raise`, raise),
    onSuccess: () => refresh(cache),
  });
}

export function useEndRaise() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/budgets/${id}/raise`),
    onSuccess: () => refresh(cache),
  });
}
