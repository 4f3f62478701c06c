import { adminTabs, type AdminTab } from '@/features/admin/lib/tabs';
import { sorts, type Sort } from '@/features/storage/api/objects';
import type { GenerationStatus, GenerationType } from '@/lib/api/types';

/** What the address may carry; anything else in it is ignored. */
export interface AppSearch {
  /** Generation open in the viewer. */
  view?: string;
}

export interface StudioSearch {
  /** Generation on the stage. */
  g?: string;
}

export interface LibrarySearch {
  type?: GenerationType;
  status?: GenerationStatus;
  project?: string;
  q?: string;
  trash?: boolean;
}

type Raw = Record<string, unknown>;

/** The value under a name as text. What does not fit becomes undefined by name, so that the raw one cannot shine through. */
function text(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  if (value === true) return 'true';
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function oneOf<T extends string>(raw: Raw, name: string, allowed: readonly T[]): T | undefined {
  return allowed.find((value) => value === raw[name]);
}

const flag = (raw: Raw, name: string): true | undefined => (raw[name] === true ? true : undefined);

export const appSearch = (raw: Raw): AppSearch => ({ view: text(raw, 'view') });
export const studioSearch = (raw: Raw): StudioSearch => ({ g: text(raw, 'g') });
/** `models`: their ids, `runs`: what they made, each in the order of the models and separated by commas. */
export const compareSearch = (raw: Raw): { models?: string; runs?: string } => ({
  models: text(raw, 'models'),
  runs: text(raw, 'runs'),
});
export const setupSearch = (raw: Raw): { code?: string } => ({ code: text(raw, 'code') });

/** Only an address of this site may follow a sign-in. */
export function ownAddress(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;
}

/** `refused`: why another issuer brought nobody. */
export function signInSearch(raw: Raw): { next?: string; refused?: string } {
  return { next: ownAddress(raw.next), refused: text(raw, 'refused') };
}

/** As `/auth/v1/callback` sends the browser on. */
export const fromProviderSearch = (raw: Raw): { code?: string; error_code?: string } => ({
  code: text(raw, 'code'),
  error_code: text(raw, 'error_code') ?? text(raw, 'error'),
});

export function librarySearch(raw: Raw): LibrarySearch {
  return {
    type: oneOf<GenerationType>(raw, 'type', ['text', 'image', 'audio', 'video']),
    status: oneOf<GenerationStatus>(raw, 'status', ['pending', 'running', 'completed', 'failed', 'cancelled']),
    project: text(raw, 'project'),
    q: text(raw, 'q'),
    trash: flag(raw, 'trash'),
  };
}

export type ProjectTab = 'assets' | 'generate' | 'analytics';

export function projectSearch(raw: Raw): StudioSearch & LibrarySearch & { tab?: ProjectTab } {
  return {
    ...studioSearch(raw),
    ...librarySearch(raw),
    tab: oneOf<ProjectTab>(raw, 'tab', ['assets', 'generate', 'analytics']),
  };
}

export const projectsSearch = (raw: Raw): { create?: boolean } => ({ create: flag(raw, 'create') });

export const adminSearch = (raw: Raw): { tab?: AdminTab } => ({
  tab: oneOf<AdminTab>(
    raw,
    'tab',
    adminTabs.map(({ value }) => value),
  ),
});

/** `path`: the folder, with a slash at its end; `file`: the key that is previewed. */
export const bucketSearch = (raw: Raw): { path?: string; begins?: string; sort?: Sort; file?: string } => ({
  path: text(raw, 'path'),
  begins: text(raw, 'begins'),
  sort: oneOf<Sort>(raw, 'sort', sorts),
  file: text(raw, 'file'),
});

/** `op`: the operation that is open; `q`: what is looked for. */
export const referenceSearch = (raw: Raw): { op?: string; q?: string } => ({
  op: text(raw, 'op'),
  q: text(raw, 'q'),
});

/** What linking another issuer came to. */
export const accountSearch = (raw: Raw): { linked?: string; refused?: string } => ({
  linked: text(raw, 'linked'),
  refused: text(raw, 'refused'),
});
