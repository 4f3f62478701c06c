import { infiniteQueryOptions, type InfiniteData } from '@tanstack/react-query';
import { limits } from '@/config/limits';
import { api } from '@/lib/api/client';
import { wholeGeneration } from '@/lib/api/generation-row';
import type { Generation, GenerationStatus, GenerationType } from '@/lib/api/types';

/** What a list of generations shows; part of its key, so that a live change knows which lists it touches. */
export interface GenerationFilter {
  project_id?: string;
  status?: GenerationStatus;
  type?: GenerationType;
  q?: string;
  trash?: boolean;
}

export interface GenerationPage {
  generations: Generation[];
  next_cursor: string | null;
}

export type GenerationPages = InfiniteData<GenerationPage, string | null>;

/** Drops empty members, so that equal filters have equal keys. */
function tidy(filter: GenerationFilter): GenerationFilter {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined && value !== '' && value !== false),
  );
}

export const generationListQuery = (filter: GenerationFilter = {}, limit: number = limits.pageSize) =>
  infiniteQueryOptions({
    queryKey: ['generations', 'list', tidy(filter)],
    queryFn: ({ pageParam, signal }) =>
      api
        .get<GenerationPage>('/api/generations', { query: { ...tidy(filter), limit, cursor: pageParam }, signal })
        .then((page) => ({ ...page, generations: page.generations.map(wholeGeneration) })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 30_000,
  });

export function flat(pages: InfiniteData<GenerationPage, unknown> | undefined): Generation[] {
  return pages?.pages.flatMap((page) => page.generations) ?? [];
}

/** Would the server list this row under this filter? Text search is repeated here only for live changes. */
export function belongs(generation: Generation, filter: GenerationFilter): boolean {
  if (Boolean(generation.deleted_at) !== Boolean(filter.trash)) return false;
  if (filter.project_id && generation.project_id !== filter.project_id) return false;
  if (filter.status && generation.status !== filter.status) return false;
  if (filter.type && generation.generation_type !== filter.type) return false;
  if (filter.q) {
    const haystack = `${generation.prompt} ${generation.title ?? ''} ${generation.tags.join(' ')}`.toLowerCase();
    return haystack.includes(filter.q.toLowerCase());
  }
  return true;
}
