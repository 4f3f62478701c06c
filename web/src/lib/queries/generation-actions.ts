import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Generation } from '@/lib/api/types';
import { applyGeneration, removeGeneration } from '@/lib/live/apply';

const at = (id: string) => `/api/generations/${id}`;

/** Stops a run that is not finished; answers 409 when it was too late. */
export function useCancel() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<Generation>(`${at(id)}/cancel`),
    onSuccess: (generation) => applyGeneration(cache, generation),
  });
}

/** Runs it once more. Repeating the same retry gives the same child; an unknown outcome asks for `confirmUnknown`. */
export function useRetry() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, confirmUnknown }: { id: string; confirmUnknown?: boolean }) =>
      api.post<Generation>(`${at(id)}/retry`, confirmUnknown ? { confirm_unknown: true } : undefined),
    onSuccess: (generation) => applyGeneration(cache, generation),
  });
}

async function inTurn<T>(ids: readonly string[], act: (id: string) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  for (const id of ids) done.push(await act(id));
  return done;
}

export function useTrash() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) =>
      inTurn(ids, async (id) => applyGeneration(cache, await api.delete<Generation>(at(id)))),
  });
}

export function useRestore() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) =>
      inTurn(ids, async (id) => applyGeneration(cache, await api.post<Generation>(`${at(id)}/restore`))),
  });
}

export function useDeleteForever() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) =>
      inTurn(ids, async (id) => {
        await api.delete(at(id), { permanent: true });
        removeGeneration(cache, id);
      }),
  });
}

export interface GenerationChange {
  title?: string | null;
  tags?: string[];
  rating?: number | null;
}

export function useChangeGeneration() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: GenerationChange }) => api.patch<Generation>(at(id), change),
    onSuccess: (generation) => applyGeneration(cache, generation),
  });
}
