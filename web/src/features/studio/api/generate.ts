import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { GenerateRequest, Generation } from '@/lib/api/types';
import { applyGeneration } from '@/lib/live/apply';

interface Submission {
  request: GenerateRequest;
  /** The same key for the same press of the button: a lost answer never buys twice. */
  idempotencyKey: string;
}

/** Asks for a generation; changes the lists at once, the live feed does the rest. */
export function useGenerate() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ request, idempotencyKey }: Submission) =>
      api.post<Generation>('/api/generate', request, { headers: { 'Idempotency-Key': idempotencyKey } }),
    onSuccess: (generation) => {
      applyGeneration(cache, generation);
      void cache.invalidateQueries({ queryKey: ['estimate'] });
    },
  });
}
