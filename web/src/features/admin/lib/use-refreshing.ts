import { useMutation, useQueryClient } from '@tanstack/react-query';

/** A change after which one list of the administration is asked for anew. */
export function useRefreshing<A, R>(list: string, mutationFn: (given: A) => Promise<R>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['admin', list] }),
  });
}
