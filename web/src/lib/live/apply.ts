import type { QueryClient } from '@tanstack/react-query';
import { limits } from '@/config/limits';
import { wholeGeneration } from '@/lib/api/generation-row';
import type { Generation, GenerationPhase, Project, Session } from '@/lib/api/types';
import { belongs, type GenerationFilter, type GenerationPages } from '@/lib/queries/generation-list';
import { generationQuery } from '@/lib/queries/generation-detail';
import { sessionQuery } from '@/lib/queries/session';
import { remember } from './news';

const listKey = ['generations', 'list'];

export function isOver(generation: Generation): boolean {
  return generation.status === 'completed' || generation.status === 'failed' || generation.status === 'cancelled';
}

/** Comparable as text: the server drops trailing zeros of the fraction. */
function stamp(time: string): string {
  const [seconds = '', fraction = ''] = time.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

/** The newer of two versions of a row: answers and live messages may overtake each other. What has ended stays so. */
function newer(before: Generation | undefined, after: Generation): Generation {
  if (!before || (isOver(after) && !isOver(before))) return after;
  if (isOver(before) && !isOver(after)) return before;
  return stamp(before.updated_at) > stamp(after.updated_at) ? before : after;
}

function placed(pages: GenerationPages, generation: Generation, wanted: boolean): GenerationPages {
  const known = pages.pages.some((page) => page.generations.some((row) => row.id === generation.id));
  const next = pages.pages.map((page) => ({
    ...page,
    generations: page.generations.flatMap((row) => {
      if (row.id !== generation.id) return [row];
      return wanted ? [newer(row, generation)] : [];
    }),
  }));
  const last = next.at(-1);
  if (known || !wanted || !next[0] || !last) return { ...pages, pages: next };
  const oldest = last.generations.at(-1);
  // Older than everything loaded: a later page brings it.
  if (last.next_cursor && oldest && generation.id < oldest.id) return { ...pages, pages: next };
  const home = next.findIndex((page) => page.generations.some((row) => row.id < generation.id));
  const page = next[home === -1 ? next.length - 1 : home] ?? last;
  page.generations = [...page.generations, generation].toSorted((a, b) => (a.id < b.id ? 1 : -1));
  return { ...pages, pages: next };
}

/** Puts one row, or the newer one that is known of it, into every list and detail that shows it. */
export function putGeneration(cache: QueryClient, sent: Generation): Generation {
  const known = cache.getQueryData(generationQuery(sent.id).queryKey);
  const whole = wholeGeneration(sent);
  // A row says where a run stands, not how far it is; what was last heard of that phase still holds.
  const progress = whole.progress ?? (known && known.phase === whole.phase ? known.progress : null);
  const generation = newer(known, { ...whole, progress });
  cache.setQueryData(generationQuery(generation.id).queryKey, generation);
  for (const query of cache.getQueryCache().findAll({ queryKey: listKey })) {
    const filter = (query.queryKey[2] ?? {}) as GenerationFilter;
    cache.setQueryData<GenerationPages>(query.queryKey, (pages) =>
      pages ? placed(pages, generation, belongs(generation, filter)) : pages,
    );
  }
  return generation;
}

/** News of one generation: every list and detail that shows it follows, and so does what it cost. */
export function applyGeneration(cache: QueryClient, sent: Generation): Generation {
  const generation = putGeneration(cache, sent);
  remember(cache, generation.id, generation);
  if (isOver(generation)) {
    void cache.invalidateQueries({ queryKey: ['usage'] });
    void cache.invalidateQueries({ queryKey: ['estimate'] });
  }
  return generation;
}

export function takeGeneration(cache: QueryClient, id: string): void {
  cache.removeQueries({ queryKey: generationQuery(id).queryKey });
  cache.setQueriesData<GenerationPages>(
    { queryKey: listKey },
    (pages) =>
      pages && {
        ...pages,
        pages: pages.pages.map((page) => ({ ...page, generations: page.generations.filter((row) => row.id !== id) })),
      },
  );
}

/** One generation is gone for good. */
export function removeGeneration(cache: QueryClient, id: string): void {
  takeGeneration(cache, id);
  remember(cache, id, null);
}

export interface ProgressMessage {
  id: string;
  phase: GenerationPhase;
  /** 0 to 1; left out when nobody knows. */
  progress?: number | null;
  preview_url?: string;
}

export const previewKey = (id: string) => ['generations', 'preview', id];

/** A passing message between two versions of a row: it changes phase and progress, never the outcome. */
export function applyProgress(cache: QueryClient, message: ProgressMessage): void {
  const touch = (row: Generation): Generation =>
    row.id === message.id && !isOver(row) ? { ...row, phase: message.phase, progress: message.progress ?? null } : row;
  cache.setQueryData(generationQuery(message.id).queryKey, (row) => row && touch(row));
  cache.setQueriesData<GenerationPages>(
    { queryKey: listKey },
    (pages) =>
      pages && {
        ...pages,
        pages: pages.pages.map((page) => ({ ...page, generations: page.generations.map(touch) })),
      },
  );
  if (message.preview_url) cache.setQueryData(previewKey(message.id), message.preview_url);
}

export function applyProject(cache: QueryClient, project: Project): void {
  cache.setQueryData(['projects', 'detail', project.id], project);
  for (const archived of [false, true]) {
    cache.setQueryData<Project[]>(['projects', { archived }], (rows) => {
      if (!rows) return rows;
      const belongsHere = Boolean(project.archived_at) === archived;
      const known = rows.some((row) => row.id === project.id);
      if (known) return rows.flatMap((row) => (row.id !== project.id ? [row] : belongsHere ? [project] : []));
      return belongsHere ? [project, ...rows] : rows;
    });
  }
}

export interface CreditsMessage {
  balance_micros: number;
  held_micros: number;
}

export function applyCredits(cache: QueryClient, credits: CreditsMessage): void {
  cache.setQueryData<Session>(sessionQuery.queryKey, (session) =>
    session?.user
      ? {
          ...session,
          user: { ...session.user, credits_micros: credits.balance_micros, credits_held_micros: credits.held_micros },
        }
      : session,
  );
  void cache.invalidateQueries({ queryKey: ['usage'] });
}

const storageLooks = new WeakMap<QueryClient, ReturnType<typeof setTimeout>>();

/** A file of one's own came, changed or went. Many do at once; what is shown is looked at once for all of them. */
export function applyStorage(cache: QueryClient): void {
  if (storageLooks.has(cache)) return;
  const look = setTimeout(() => {
    storageLooks.delete(cache);
    for (const part of ['list', 'usage', 'trash']) void cache.invalidateQueries({ queryKey: ['storage', part] });
  }, limits.storageNewsGatheredMs);
  storageLooks.set(cache, look);
}

/** The server lost our place, or we lost the server: everything shown is fetched anew. */
export function applyReset(cache: QueryClient): void {
  void cache.invalidateQueries();
}
