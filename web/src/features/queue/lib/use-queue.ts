import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { notify } from '@/components/ui/notices';
import type { Generation } from '@/lib/api/types';
import { flat, generationListQuery } from '@/lib/queries/generation-list';
import { queueQuery, useQueueOrder, type QueueEntry, type QueueOrder, type Whose } from '../api/queue';
import { words } from '../words';

/** The queue in its order, each run of one's own with what is heard of it live. */
export function useQueue(whose: Whose) {
  const cache = useQueryClient();
  const queue = useInfiniteQuery(queueQuery(whose));
  const pending = useInfiniteQuery(generationListQuery({ status: 'pending' }));
  const running = useInfiniteQuery(generationListQuery({ status: 'running' }));
  const live = new Map<string, Generation>([...flat(running.data), ...flat(pending.data)].map((row) => [row.id, row]));
  // What begins or ends changes the order; progress alone does not.
  const states = [...live.values()]
    .map((row) => `${row.id} ${row.status}`)
    .toSorted()
    .join();
  useEffect(() => {
    void cache.invalidateQueries({ queryKey: ['queue', 'mine'] });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [states, cache]);
  const entries = queue.data?.pages.flatMap((page) => page.entries) ?? [];
  const order = useQueueOrder(whose);
  return {
    queue,
    live,
    entries,
    busy: order.isPending,
    send: (wanted: QueueOrder, done?: (count: number) => void) =>
      order.mutate(wanted, {
        onSuccess: (results) => {
          const refused = results.filter((each) => each.outcome === 'refused');
          if (refused.length > 0) notify(refused[0]?.detail ?? words.refused(refused.length));
          else done?.(results.filter((each) => each.outcome === 'done').length);
        },
        onError: (problem) => notify(problem.message),
      }),
  };
}

export type QueueView = ReturnType<typeof useQueue>;

/** Where a waiting run goes when it is moved by one; null at the end of its way. */
export function moveBy(entries: readonly QueueEntry[], id: string, by: -1 | 1): QueueOrder | null {
  const waiting = entries.filter((entry) => entry.status === 'pending');
  const at = waiting.findIndex((entry) => entry.id === id);
  if (at === -1) return null;
  const before = by === -1 ? waiting[at - 1] : waiting[at + 2];
  if (before) return { act: 'move', id, before: before.id };
  return by === 1 && at === waiting.length - 2 ? { act: 'move', id, to: 'back' } : null;
}
