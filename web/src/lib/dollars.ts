const microsPerDollar = 1_000_000;

/** Null for nothing, NaN for what is no amount. */
export function microsOf(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!trimmed) return null;
  const micros = Math.round(Number(trimmed) * microsPerDollar);
  return micros >= 0 ? micros : NaN;
}

export function dollarsOf(micros: number | null): string {
  return micros === null ? '' : String(micros / microsPerDollar);
}
