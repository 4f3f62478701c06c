import type { QueryClient } from '@tanstack/react-query';
import { limits } from '@/config/limits';
import { api } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import type { Generation } from '@/lib/api/types';
import type { GenerationPages } from '@/lib/queries/generation-list';
import { applyGeneration, isOver, removeGeneration } from './apply';

/** What is shown of a run, since when, and for how long nothing may be heard before it is asked for. */
interface Quiet {
  shown: string;
  since: number;
  patience: number;
}

function rowsOf(data: unknown): Generation[] {
  if (!data || typeof data !== 'object') return [];
  if ('pages' in data) return (data as GenerationPages).pages.flatMap((page) => page.generations);
  return 'status' in data ? [data as Generation] : [];
}

/** Every run somebody looks at that is not over, in a list or alone. */
function openRuns(cache: QueryClient): Map<string, Generation> {
  const active = cache.getQueryCache().findAll({ queryKey: ['generations'], type: 'active' });
  const open = active.flatMap((query) => rowsOf(query.state.data)).filter((row) => !isOver(row));
  return new Map(open.map((row) => [row.id, row]));
}

async function ask(cache: QueryClient, id: string): Promise<void> {
  try {
    applyGeneration(cache, await api.get<Generation>(`/api/generations/${id}`));
  } catch (problem) {
    // Gone elsewhere. Any other refusal: the next round asks again, later than this one.
    if (problem instanceof ApiProblem && problem.status === 404) removeGeneration(cache, id);
  }
}

/**
 * Asks for every open run that had no news for `runQuietFirstMs`, then ever more rarely up to each `runQuietMaxMs`: a
 * lost message leaves nothing at its last word. Returns how to stop.
 *
 * @param connected whether messages can come at all; without a connection another rule fetches
 */
export function askForQuietRuns(cache: QueryClient, connected: () => boolean): () => void {
  const known = new Map<string, Quiet>();

  const round = () => {
    if (!connected()) return known.clear();
    const now = Date.now();
    const open = openRuns(cache);
    for (const id of known.keys()) if (!open.has(id)) known.delete(id);
    let asked = 0;
    for (const [id, row] of open) {
      const shown = [row.status, row.phase, row.progress, row.queue_position, row.updated_at].join(' ');
      const before = known.get(id);
      if (before?.shown !== shown) {
        known.set(id, { shown, since: now, patience: limits.runQuietFirstMs });
      } else if (now - before.since >= before.patience && asked < limits.runsAskedAtOnceMax) {
        asked += 1;
        known.set(id, { shown, since: now, patience: Math.min(before.patience * 2, limits.runQuietMaxMs) });
        void ask(cache, id);
      }
    }
  };

  const timer = setInterval(round, limits.runQuietCheckMs);
  return () => clearInterval(timer);
}
