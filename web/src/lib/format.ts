const locale = typeof navigator === 'undefined' ? 'en' : navigator.language || 'en';
const whole = new Intl.NumberFormat(locale);
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const timeOnly = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
const dayOnly = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

const MICROS = 1_000_000;

/** Micro-USD as people read it: `$12.40`, `$0.040`, `$0.00012`. Fractions of a cent never vanish. */
export function money(micros: number | null | undefined): string {
  if (micros === null || micros === undefined) return '–';
  const sign = micros < 0 ? '−' : '';
  const dollars = Math.abs(micros) / MICROS;
  if (dollars === 0) return '$0.00';
  if (dollars >= 1)
    return `${sign}$${dollars.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  if (dollars >= 0.01) return `${sign}$${dollars.toFixed(3)}`;
  return `${sign}$${dollars.toFixed(6).replace(/0{1,3}$/, '')}`;
}

export function moneyFromCents(cents: number): string {
  return money(cents * 10_000);
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : whole.format(value);
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `3 min. ago`, `in 2 days`, `just now`. */
export function timeAgo(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return 'just now';
}

export function exactTime(iso: string): string {
  return exact.format(new Date(iso));
}

/** `14:03:27`, for what began today. */
export function timeOfDay(iso: string): string {
  return timeOnly.format(new Date(iso));
}

export function day(iso: string): string {
  return dayOnly.format(new Date(iso));
}

/** Milliseconds as `0.8 s`, `12 s`, `3 min 05 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`;
}

/** Milliseconds as a clock, `1:07`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A prompt as a file name: `a-lighthouse-in-fog`. */
export function slug(text: string, fallback = 'atelier'): string {
  const words = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  return words || fallback;
}

/** The last moment of a day, as `2026-11-30`, where the person is. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}

export function isPast(iso: string): boolean {
  return new Date(iso).getTime() < Date.now();
}
