import { limits } from '@/config/limits';
import type { Estimate, Generation } from '@/lib/api/types';

/** A place of the comparison: a model, and the run it made last. */
export interface Place {
  model: string;
  run?: string;
}

/** The set as the address keeps it. Ids of models hold slashes and colons, never commas. */
export function placesOf(models: string | undefined, runs: string | undefined): Place[] {
  const made = (runs ?? '').split(',');
  return [...new Set((models ?? '').split(',').filter(Boolean))]
    .slice(0, limits.compareModelsMax)
    .map((model, index) => (made[index] ? { model, run: made[index] } : { model }));
}

export function addressOf(places: readonly Place[]): { models: string | undefined; runs: string | undefined } {
  const made = places.some((place) => place.run);
  return {
    models: places.length > 0 ? places.map((place) => place.model).join(',') : undefined,
    runs: made ? places.map((place) => place.run ?? '').join(',') : undefined,
  };
}

export interface Sum {
  micros: number;
  /** One of them is an estimate. */
  estimate: boolean;
  /** Every price is known. */
  whole: boolean;
  free: boolean;
}

export function sumOf(estimates: readonly (Estimate | undefined)[]): Sum {
  const known = estimates.filter((each) => each !== undefined);
  return {
    micros: known.reduce((sum, each) => sum + each.estimate_micros, 0),
    estimate: known.some((each) => each.estimate),
    whole: known.length === estimates.length,
    free: known.length > 0 && known.every((each) => each.key_source === 'free'),
  };
}

/** All runs together against what is left: each alone may fit where their sum does not. */
export function shortfallOf(
  estimates: readonly (Estimate | undefined)[],
): 'credits' | { left: number; needed: number } | null {
  const known = estimates.filter((each) => each !== undefined);
  const needed = known.reduce((sum, each) => sum + each.estimate_micros, 0);
  const left = known.find((each) => each.project)?.project?.remaining_micros;
  if (left !== null && left !== undefined && needed > left) return { left: Math.max(0, left), needed };
  const byServer = known.filter((each) => each.key_source === 'server');
  const credits = byServer.find((each) => each.credits)?.credits;
  const onCredits = byServer.reduce((sum, each) => sum + each.estimate_micros, 0);
  return credits && onCredits > credits.balance_micros - credits.held_micros ? 'credits' : null;
}

/** Who was first and who cost least; nobody when only one is done or all are alike. */
export function best(rows: readonly Generation[]): { fastest: string | null; cheapest: string | null } {
  const done = rows.filter((row) => row.status === 'completed');
  const least = (value: (row: Generation) => number | null): string | null => {
    const measured = done.flatMap((row) => {
      const amount = value(row);
      return amount === null ? [] : [{ id: row.id, amount }];
    });
    const [first, second] = measured.toSorted((a, b) => a.amount - b.amount);
    return first && second && first.amount < second.amount ? first.id : null;
  };
  return { fastest: least((row) => row.duration_ms), cheapest: least((row) => row.cost_micros) };
}
