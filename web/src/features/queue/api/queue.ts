import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { limits } from '@/config/limits';
import { api } from '@/lib/api/client';
import type { GenerationPhase, GenerationType } from '@/lib/api/types';

export type Lane = 'low' | 'normal' | 'high';
export type Whose = 'mine' | 'all';

/** A run that waits or runs, in the order in which they begin. */
export interface QueueEntry {
  id: string;
  user_id: string;
  provider: string;
  model: string;
  generation_type: GenerationType;
  /** Null where somebody else asks. */
  prompt: string | null;
  status: 'pending' | 'running';
  phase: GenerationPhase | null;
  lane: Lane;
  paused: boolean;
  attempts: number;
  estimate_micros: number;
  created_at: string;
}

interface QueuePage {
  entries: QueueEntry[];
  next_cursor: string | null;
}

interface Outcome {
  id: string;
  outcome: 'done' | 'unchanged' | 'refused';
  detail: string | null;
}

const addresses: Record<Whose, string> = { mine: '/api/queue', all: '/api/admin/queue' };

export const queueQuery = (whose: Whose) =>
  infiniteQueryOptions({
    queryKey: ['queue', whose],
    queryFn: ({ pageParam, signal }) =>
      api.get<QueuePage>(addresses[whose], { query: { limit: limits.queuePageSize, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // Other people's runs are not told live.
    ...(whose === 'all' ? { refetchInterval: limits.queueLookMs } : {}),
  });

export type QueueOrder =
  | { act: 'pause' | 'resume'; ids: readonly string[] | 'all' }
  | { act: 'cancel'; ids: readonly string[] }
  | { act: 'retry'; ids: 'all' }
  | { act: 'lane'; ids: readonly string[]; lane: Lane }
  | { act: 'move'; id: string; to: 'front' | 'back' }
  | { act: 'move'; id: string; before: string };

function bodyOf({ act: _act, ...rest }: QueueOrder): object {
  return 'ids' in rest && rest.ids === 'all' ? { all: true } : rest;
}

/** Changes the queue; each run of several has its own outcome. */
export function useQueueOrder(whose: Whose) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (order: QueueOrder) =>
      api.post<{ results: Outcome[] }>(`${addresses[whose]}/${order.act}`, bodyOf(order)).then((data) => data.results),
    onSettled: () => cache.invalidateQueries({ queryKey: ['queue'] }),
  });
}
