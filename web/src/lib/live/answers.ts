import type { QueryClient } from '@tanstack/react-query';
import { putGeneration, takeGeneration } from './apply';
import { newsAfter, newsTurn } from './news';

/**
 * An answer says how things stood when it was written; what was heard while it was under way is newer. The cache takes
 * the answer as it is, so the news of that time are told once more over it.
 */
export function keepNewsOverAnswers(cache: QueryClient): void {
  const askedAt = new Map<string, number>();
  cache.getQueryCache().subscribe((event) => {
    const { query } = event;
    if (query.queryKey[0] !== 'generations') return;
    if (event.type === 'removed') askedAt.delete(query.queryHash);
    if (event.type !== 'updated') return;
    if (event.action.type === 'fetch') askedAt.set(query.queryHash, newsTurn(cache));
    if (event.action.type !== 'success' || event.action.manual) return;
    for (const { id, row } of newsAfter(cache, askedAt.get(query.queryHash) ?? newsTurn(cache))) {
      if (row) putGeneration(cache, row);
      else takeGeneration(cache, id);
    }
  });
}
