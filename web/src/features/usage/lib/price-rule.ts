import { count, plural } from '@/lib/format';

/** What a ledger line says about its price, as people read it. */
export interface PriceRule {
  model: string;
  rates: string[];
  source: string | null;
  asOf: string | null;
}

const units: Record<string, string> = {
  usd: 'a unit',
  input: 'a million tokens in',
  cached: 'a million cached tokens in',
  output: 'a million tokens out',
};

/** Reads `provider/model {rule as JSON}`; anything else is shown as it stands. */
export function readPriceRule(line: string): PriceRule {
  const space = line.indexOf(' ');
  const model = space > 0 ? line.slice(0, space) : line;
  try {
    const rule = JSON.parse(line.slice(space)) as Record<string, unknown>;
    const per: Record<string, string> = { image: 'a picture', second: 'a second' };
    const unit = per[String(rule.kind)] ?? units.usd;
    const rates = Object.entries(rule)
      .filter((entry): entry is [string, number] => entry[0] in units && typeof entry[1] === 'number')
      .map(([name, usd]) => `$${usd} ${name === 'usd' ? unit : units[name]}`);
    return {
      model,
      rates: rule.kind === 'free' ? ['free'] : rates,
      source: typeof rule.source === 'string' ? rule.source : null,
      asOf: typeof rule.as_of === 'string' ? rule.as_of : null,
    };
  } catch {
    return { model, rates: [], source: null, asOf: null };
  }
}

const counted: Record<string, (n: number) => string> = {
  images: (n) => plural(n, 'picture'),
  seconds: (n) => plural(n, 'second'),
  input_tokens: (n) => `${plural(n, 'token')} in`,
  cached_input_tokens: (n) => `${count(n)} of them cached`,
  output_tokens: (n) => `${plural(n, 'token')} out`,
};

/** What a provider said a run used: `1 picture, 1,204 tokens in`. */
export function usedWords(usage: unknown): string | null {
  if (typeof usage !== 'object' || usage === null) return null;
  const parts = Object.entries(counted).flatMap(([name, say]) => {
    const value: unknown = (usage as Record<string, unknown>)[name];
    return typeof value === 'number' ? [say(value)] : [];
  });
  return parts.length > 0 ? parts.join(', ') : null;
}
