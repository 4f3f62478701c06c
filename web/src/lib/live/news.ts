import type { QueryClient } from '@tanstack/react-query';
import { limits } from '@/config/limits';
import type { Generation } from '@/lib/api/types';

/** The last that was heard of one generation: its row, or null when it is gone; `turn` counts all news. */
export interface News {
  id: string;
  turn: number;
  row: Generation | null;
}

const memories = new WeakMap<QueryClient, { turn: number; news: Map<string, News> }>();

function memory(cache: QueryClient) {
  const known = memories.get(cache) ?? { turn: 0, news: new Map<string, News>() };
  memories.set(cache, known);
  return known;
}

export function remember(cache: QueryClient, id: string, row: Generation | null): void {
  const known = memory(cache);
  known.turn += 1;
  known.news.delete(id);
  known.news.set(id, { id, turn: known.turn, row });
  const oldest = known.news.keys().next();
  if (known.news.size > limits.newsRememberedMax && !oldest.done) known.news.delete(oldest.value);
}

/** How much was heard so far. */
export const newsTurn = (cache: QueryClient): number => memory(cache).turn;

/** What was heard after this turn, oldest first. */
export const newsAfter = (cache: QueryClient, turn: number): News[] =>
  [...memory(cache).news.values()].filter((each) => each.turn > turn);
