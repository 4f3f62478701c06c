import { create } from 'zustand';

/** What the link of a message brought along, in the fragment of the address. */
export type Arrival =
  /** Somebody is known now; `purpose` is why the message was sent: `signup`, `invite`, `recovery` and so on. */
  | { kind: 'session'; purpose: string; token: string }
  /** The first of two confirmations of a change. */
  | { kind: 'half' }
  | { kind: 'refused'; code: string };

/** Reads the fragment of an address, without `#`; null when no link brought anybody. */
export function arrivalOf(fragment: string): Arrival | null {
  const values = new URLSearchParams(fragment);
  const token = values.get('access_token');
  if (token) return { kind: 'session', purpose: values.get('type') ?? '', token };
  if (values.has('error')) return { kind: 'refused', code: values.get('error_code') ?? '' };
  return values.has('message') ? { kind: 'half' } : null;
}

/** In memory only: a token is a secret, and a page that is loaded again has to be opened from the message again. */
export const useArrival = create<{ arrival: Arrival | null }>()(() => ({ arrival: null }));

export function keepArrival(arrival: Arrival): void {
  useArrival.setState({ arrival });
}
