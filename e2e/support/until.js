import { setTimeout as pause } from 'node:timers/promises';

const lookEveryMs = 40;

/** Thrown by a condition that can never come true any more. */
export class Hopeless extends Error {}

/**
 * Looks until the condition gives something truthy, and returns that. What the condition throws counts as "not yet" and
 * is told when the time is up, unless it is `Hopeless`.
 *
 * @template T
 * @param {string} what the sentence of the failure: what was waited for
 * @param {() => T | Promise<T>} condition
 * @param {number} [limitMs]
 * @returns {Promise<NonNullable<Awaited<T>>>}
 */
export async function until(what, condition, limitMs = 20_000) {
  const deadline = Date.now() + limitMs;
  let seen;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      seen = value;
    } catch (failure) {
      if (failure instanceof Hopeless) throw failure;
      seen = failure;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${limitMs} ms; last seen: ${describe(seen)}`, {
        cause: seen instanceof Error ? seen : undefined,
      });
    }
    await pause(lookEveryMs);
  }
}

function describe(seen) {
  return seen instanceof Error ? seen.message : JSON.stringify(seen);
}
