import type { Model } from '@/lib/api/types';
import { titled } from '@/lib/parameter-words';
import { words } from '../words';

export type Facet = 'type' | 'provider' | 'key' | 'price' | 'capability';
export type Chosen = Readonly<Partial<Record<Facet, readonly string[]>>>;
export type Band = keyof typeof words.bands;

/** Where a price ends to be low and to be middle, in dollars for one unit. */
const bands: Record<string, { low: number; middle: number }> = {
  image: { low: 0.02, middle: 0.08 },
  second: { low: 0.05, middle: 0.2 },
  token: { low: 1, middle: 5 },
};

export function bandOf({ price, key_source }: Model): Band {
  if (key_source === 'free' || price?.unit === 'free') return 'free';
  const band = bands[price?.unit ?? ''];
  // Of several amounts, as for tokens in and out, the last is the larger.
  const amounts = [...(price?.label ?? '').matchAll(/\$([\d.]+)/g)].map((found) => Number(found[1]));
  const amount = amounts.at(-1);
  if (!band || amount === undefined) return 'unknown';
  return amount <= band.low ? 'low' : amount <= band.middle ? 'middle' : 'high';
}

/** What the capabilities of the catalog are called; those of the type itself say nothing new. */
const capabilityWords: Record<string, string> = {
  image_reference: 'Work from pictures',
  image_edit: 'Edit a picture',
  multiple_outputs: 'Several at once',
  text_to_image: 'Text to image',
  text_to_video: 'Text to video',
  text_to_audio: 'Text to sound',
  text_to_speech: 'Speech',
  text_generation: 'Text',
  image_to_video: 'Picture to video',
  transcription: 'Transcribe',
  vision: 'See pictures',
  tools: 'Call tools',
  streaming: 'Answer while writing',
};

export const capabilityWord = (capability: string): string => capabilityWords[capability] ?? titled(capability);

/** The values of a model under a facet. */
function valuesOf(model: Model, facet: Facet): readonly string[] {
  switch (facet) {
    case 'type':
      return [model.generation_type];
    case 'provider':
      return [model.provider];
    case 'key':
      return [model.key_source ?? 'none'];
    case 'price':
      return [bandOf(model)];
    case 'capability':
      return model.capabilities;
  }
}

const facetNames: readonly Facet[] = ['type', 'provider', 'key', 'price', 'capability'];

function fits(model: Model, chosen: Chosen, except?: Facet): boolean {
  return facetNames.every((facet) => {
    const wanted = chosen[facet];
    if (facet === except || !wanted || wanted.length === 0) return true;
    const has = valuesOf(model, facet);
    // One of several providers, but each of several capabilities.
    return facet === 'capability'
      ? wanted.every((each) => has.includes(each))
      : wanted.some((each) => has.includes(each));
  });
}

export interface FacetValue {
  value: string;
  count: number;
}

/** What can be chosen under a facet, and how many models would be left; what is chosen stays, also with none. */
export function facetValues(models: readonly Model[], chosen: Chosen, facet: Facet): FacetValue[] {
  const counts = new Map<string, number>((chosen[facet] ?? []).map((value) => [value, 0]));
  for (const model of models) {
    if (!fits(model, chosen, facet === 'capability' ? undefined : facet)) continue;
    for (const value of valuesOf(model, facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

export function toggled(chosen: Chosen, facet: Facet, value: string): Chosen {
  const before = chosen[facet] ?? [];
  return { ...chosen, [facet]: before.includes(value) ? before.filter((each) => each !== value) : [...before, value] };
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9.]+/g, ' ')
    .trim();

/** How well a model answers to what was typed; 0 is not at all. An exact name wins, then the shorter one. */
function score(model: Model, provider: string, typed: string): number {
  const name = plain(model.display_name);
  const names = [name, plain(model.model), plain(model.id), ...(model.aliases ?? []).map(plain)];
  const shortness = 1 / (1 + name.length);
  if (names.includes(typed)) return 5 + shortness;
  if (names.some((each) => each.startsWith(typed))) return 4 + shortness;
  if (names.some((each) => each.includes(` ${typed}`))) return 3 + shortness;
  const everything = [...names, plain(provider), ...model.capabilities.map((each) => plain(capabilityWord(each)))].join(
    ' ',
  );
  if (names.some((each) => each.includes(typed))) return 2 + shortness;
  return typed.split(' ').every((word) => everything.includes(word)) ? 1 + shortness : 0;
}

export type Row = { kind: 'heading'; label: string } | { kind: 'model'; model: Model; place: number };

/** The list as it is drawn: favourites, what is ready, what is not; while a name is typed, the best first. */
export function modelRows(
  models: readonly Model[],
  chosen: Chosen,
  query: string,
  providerName: (id: string) => string,
): Row[] {
  const typed = plain(query);
  const fitting = models.filter((model) => fits(model, chosen));
  const groups: [string, Model[]][] = [];
  if (typed) {
    const scored = fitting
      .map((model) => ({ model, points: score(model, providerName(model.provider), typed) }))
      .filter(({ points }) => points > 0)
      .toSorted((a, b) => Number(b.model.available) - Number(a.model.available) || b.points - a.points)
      .map(({ model }) => model);
    groups.push([words.models.ready, scored.filter((model) => model.available)]);
    groups.push([words.models.locked, scored.filter((model) => !model.available)]);
  } else {
    groups.push([words.models.favourites, fitting.filter((model) => model.favourite)]);
    groups.push([words.models.ready, fitting.filter((model) => !model.favourite && model.available)]);
    groups.push([words.models.locked, fitting.filter((model) => !model.favourite && !model.available)]);
  }
  let place = 0;
  return groups.flatMap(([label, members]): Row[] =>
    members.length === 0
      ? []
      : [{ kind: 'heading', label }, ...members.map((model): Row => ({ kind: 'model', model, place: ++place }))],
  );
}
