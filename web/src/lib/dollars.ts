const microsPerDollar = 1_000_000;

/** Micro-USD of an amount as people write it, `2.50` or `-2,50`. Null for nothing, NaN for what is no amount. */
export function signedMicrosOf(text: string): number | null {
  const trimmed = text.trim().replace(',', '.').replace('−', '-');
  if (!trimmed) return null;
  const micros = Math.round(Number(trimmed) * microsPerDollar);
  return Number.isSafeInteger(micros) ? micros : NaN;
}

/** The same where nothing can be taken away: what is below zero is no amount. */
export function microsOf(text: string): number | null {
  const micros = signedMicrosOf(text);
  return micros !== null && micros < 0 ? NaN : micros;
}

export function dollarsOf(micros: number | null): string {
  return micros === null ? '' : String(micros / microsPerDollar);
}
