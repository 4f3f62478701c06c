import { useInfiniteQuery } from '@tanstack/react-query';
import type { Generation } from '@/lib/api/types';
import { flat, generationListQuery } from '@/lib/queries/generation-list';

/** What waits and what runs right now, oldest first. */
export function useRunning(): Generation[] {
  const pending = useInfiniteQuery(generationListQuery({ status: 'pending' }));
  const running = useInfiniteQuery(generationListQuery({ status: 'running' }));
  return [...flat(running.data), ...flat(pending.data)].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
