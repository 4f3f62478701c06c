import type { Estimate, Model } from '@/lib/api/types';
import { money } from '@/lib/format';

/** Whose money it is, and what happens to it: held now, charged by what was really used. */
export function priceNote(model: Model | undefined, estimate: Estimate | undefined, provider: string): string | null {
  if (!model) return null;
  const source = estimate?.key_source ?? model.key_source;
  if (source === 'free') return 'Free. Drawn on this machine, no key needed.';
  if (!estimate) return null;
  const how = estimate.estimate
    ? 'An estimate: you pay what it really uses.'
    : 'A fixed price, charged only when it succeeds.';
  if (source === 'own') return `Billed by ${provider} to your key. ${how}`;
  const left = estimate.credits ? estimate.credits.balance_micros - estimate.credits.held_micros : null;
  return `${money(estimate.estimate_micros)} of ${left === null ? 'your' : money(left)} credits is held until it is done. ${how}`;
}

/** A warning before the press: the run would be refused. */
export function shortfall(estimate: Estimate | undefined): string | null {
  if (!estimate || estimate.estimate_micros === 0) return null;
  const remaining = estimate.project?.remaining_micros;
  if (remaining !== null && remaining !== undefined && remaining < estimate.estimate_micros) {
    return `This project has ${money(Math.max(0, remaining))} left and the run needs ${money(estimate.estimate_micros)}. Raise its budget or choose another project.`;
  }
  if (estimate.key_source === 'server' && estimate.credits && !estimate.credits.sufficient) {
    return 'Your credits do not cover this run. Ask an admin for more, or use a key of your own.';
  }
  return null;
}
