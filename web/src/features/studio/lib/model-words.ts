import type { Model } from '@/lib/api/types';
import { day, isPast } from '@/lib/format';
import { words } from '../words';

export function priceOf(model: Model): string {
  if (model.price?.unit === 'free' || model.key_source === 'free') return words.bands.free;
  return model.price?.label ?? 'Price unknown';
}

/** Whose key pays. */
export function keyWord(model: Model): string {
  return words.keys[model.key_source ?? 'none'];
}

/** The last day, in words; null when none is known. */
export function endOf({ retires_at }: Model): string | null {
  if (!retires_at) return null;
  return isPast(retires_at) ? words.models.ended(day(retires_at)) : words.models.ends(day(retires_at));
}
