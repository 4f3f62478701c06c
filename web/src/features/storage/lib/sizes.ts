const units: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** `20 MB` in bytes, decimal as the server counts; null for nothing written, undefined for what is no size. */
export function parseSize(text: string): number | null | undefined {
  if (!text.trim()) return null;
  const [, number = '', unit = 'B'] = /^\s*(\d+(?:[.,]\d+)?)\s*([KMGT]?B)?\s*$/i.exec(text) ?? [];
  const factor = units[unit.toUpperCase()];
  return number === '' || factor === undefined ? undefined : Math.round(Number(number.replace(',', '.')) * factor);
}

/** Bytes as `20 MB`, one decimal below ten, as they are counted on the disk of most people. */
export function sizeText(bytes: number): string {
  const [unit, factor] = Object.entries(units).findLast(([, each]) => bytes >= each) ?? ['B', 1];
  const value = bytes / factor;
  return `${factor > 1 && value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`;
}

/** Media types, one a line or with commas; null for none. */
export function parseTypes(text: string): string[] | null {
  const types = text
    .split(/[\s,]+/)
    .map((type) => type.trim().toLowerCase())
    .filter(Boolean);
  return types.length > 0 ? types : null;
}

export const isType = (type: string): boolean => /^[a-z0-9.+-]+\/([a-z0-9.+-]+|\*)$|^\*$/.test(type);
