import type { Entry } from '../api/objects';
import type { Where } from '../api/storage-client';

/** What somebody wants to do with some entries. */
export interface Asked {
  what: 'download' | 'link' | 'rename' | 'move' | 'remove' | 'folder';
  entries: readonly Entry[];
}

export interface EntryProps {
  entry: Entry;
  label: string;
  where: Where;
  index: number;
  selected: boolean;
  /** Something is selected somewhere: a click selects instead of opening. */
  selecting: boolean;
  focusable: boolean;
  onOpen: () => void;
  onToggle: () => void;
  onRange: () => void;
  onFocus: () => void;
  onAct: (what: Asked['what']) => void;
}

/** Columns of the list; what does not fit on a phone is said under the name. */
export const columns =
  'md:grid md:grid-cols-[28px_minmax(0,1fr)_90px_minmax(0,180px)_110px_36px] md:items-center md:gap-x-4';
