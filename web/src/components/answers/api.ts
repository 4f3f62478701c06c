import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';

/** Whose switch it is. */
export type AnswersPath = '/api/account/answers' | `/api/organisations/${string}/answers`;

export interface AnswersChoice {
  reused: boolean;
  /** How long this server gives an answer again; 0 is never, whatever is chosen. */
  kept_seconds: number;
}

export const answersQuery = (path: AnswersPath) =>
  queryOptions({
    queryKey: ['answers', path],
    queryFn: ({ signal }) => api.get<AnswersChoice>(path, { signal }),
  });

export function useChooseAnswers(path: AnswersPath) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (reused: boolean) => api.put<AnswersChoice>(path, { reused }),
    onSuccess: (choice) => cache.setQueryData(answersQuery(path).queryKey, choice),
  });
}
