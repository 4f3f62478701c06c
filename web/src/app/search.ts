import type { AdminTab } from '@/features/admin/components/admin-page';
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

const types = new Set<unknown>(['text', 'image', 'audio', 'video']);
const statuses = new Set<unknown>(['pending', 'running', 'completed', 'failed', 'cancelled']);

function text(raw: Raw, name: string): Record<string, string> {
  const value = raw[name];
  if (typeof value === 'number') return { [name]: String(value) };
  return typeof value === 'string' && value !== '' ? { [name]: value } : {};
}

export const appSearch = (raw: Raw): AppSearch => text(raw, 'view');
export const studioSearch = (raw: Raw): StudioSearch => text(raw, 'g');
export const setupSearch = (raw: Raw): { code?: string } => text(raw, 'code');

/** Only an address of this site may follow a sign-in. */
export function signInSearch(raw: Raw): { next?: string } {
  const { next } = raw;
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {};
}

export function librarySearch(raw: Raw): LibrarySearch {
  return {
    ...(types.has(raw.type) ? { type: raw.type as GenerationType } : {}),
    ...(statuses.has(raw.status) ? { status: raw.status as GenerationStatus } : {}),
    ...text(raw, 'project'),
    ...text(raw, 'q'),
    ...(raw.trash === true ? { trash: true } : {}),
  };
}

export type ProjectTab = 'assets' | 'generate' | 'analytics';

export function projectSearch(raw: Raw): StudioSearch & LibrarySearch & { tab?: ProjectTab } {
  const { tab } = raw;
  return {
    ...studioSearch(raw),
    ...librarySearch(raw),
    ...(tab === 'generate' || tab === 'analytics' || tab === 'assets' ? { tab } : {}),
  };
}

export const projectsSearch = (raw: Raw): { create?: boolean } => (raw.create === true ? { create: true } : {});

const adminTabs = new Set<unknown>(['people', 'keys', 'sign-up', 'audit', 'exposure'] satisfies AdminTab[]);

export const adminSearch = (raw: Raw): { tab?: AdminTab } =>
  adminTabs.has(raw.tab) ? { tab: raw.tab as AdminTab } : {};
