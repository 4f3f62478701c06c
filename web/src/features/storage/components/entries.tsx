import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { cn } from '@/lib/cn';
import type { StorageLook } from '@/lib/stores/preferences';
import type { Selection } from '@/lib/use-selection';
import { useFolderLabel } from '../api/owners';
import type { Entry, Sort } from '../api/objects';
import { words } from '../words';
import type { Where } from '../api/storage-client';
import { columns, type Asked } from '../lib/entry-props';
import { EntryRow } from './entry-row';
import { EntryTile } from './entry-tile';

interface Props {
  label: string;
  look: StorageLook;
  where: Where;
  entries: readonly Entry[];
  selection: Selection;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen: (entry: Entry) => void;
  onAct: (what: Asked['what'], entries: readonly Entry[]) => void;
}

function SortHead({
  label,
  column,
  sort,
  onSort,
}: { label: string; column: 'name' | 'updated_at' } & Pick<Props, 'sort' | 'onSort'>) {
  const mine = sort.startsWith(`${column}-`);
  const descending = sort.endsWith('-desc');
  const first: Sort = column === 'name' ? 'name-asc' : 'updated_at-desc';
  const other: Sort = `${column}-${descending ? 'asc' : 'desc'}`;
  const Arrow = descending ? ArrowDown : ArrowUp;
  return (
    <span role="columnheader" aria-sort={mine ? (descending ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        onClick={() => onSort(mine ? other : first)}
        className="inline-flex items-center gap-1 rounded-control hover:text-ink"
      >
        {label}
        {mine && <Arrow size={14} strokeWidth={1.5} aria-hidden />}
      </button>
    </span>
  );
}

function Head({ sort, onSort }: Pick<Props, 'sort' | 'onSort'>) {
  return (
    <div
      role="row"
      className={cn('sticky top-0 z-10 hidden h-8 border-b border-line bg-ground text-sm text-ink-3', columns)}
    >
      <span role="columnheader">
        <span className="sr-only">{words.act.selection}</span>
      </span>
      <SortHead label={words.browse.name} column="name" sort={sort} onSort={onSort} />
      <span role="columnheader" className="text-right">
        {words.browse.size}
      </span>
      <span role="columnheader">{words.browse.type}</span>
      <SortHead label={words.browse.changed} column="updated_at" sort={sort} onSort={onSort} />
      <span role="columnheader">
        <span className="sr-only">{words.browse.actions('')}</span>
      </span>
    </div>
  );
}

/** Tiles side by side in the widest row; 1 in a list. */
function acrossOf(grid: HTMLElement | null): number {
  const first = grid?.querySelector<HTMLElement>('[data-entry]');
  if (!grid || !first) return 1;
  const top = first.getBoundingClientRect().top;
  const all = [...grid.querySelectorAll<HTMLElement>('[data-entry]')];
  return Math.max(1, all.filter((each) => each.getBoundingClientRect().top === top).length);
}

/** Folders and files. Arrows move, Enter opens, Space selects, F2 renames, Delete removes. */
export function Entries({ label, look, where, entries, selection, sort, onSort, onOpen, onAct }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const folderLabel = useFolderLabel();
  const last = entries.length - 1;
  const here = Math.min(current, last);
  const focus = (index: number) => {
    const next = Math.max(0, Math.min(last, index));
    setCurrent(next);
    grid.current?.querySelectorAll<HTMLElement>('[data-entry]')[next]?.focus();
  };
  const moves: Record<string, () => number> = {
    ArrowDown: () => here + (look === 'list' ? 1 : acrossOf(grid.current)),
    ArrowUp: () => here - (look === 'list' ? 1 : acrossOf(grid.current)),
    ...(look === 'tiles' ? { ArrowRight: () => here + 1, ArrowLeft: () => here - 1 } : {}),
    Home: () => 0,
    End: () => last,
  };
  const keyed = (event: KeyboardEvent) => {
    const entry = entries[here];
    // Menus and check boxes have keys of their own.
    if (!entry || !(event.target instanceof HTMLElement) || event.target.dataset.entry === undefined) return;
    const move = moves[event.key];
    const modified = event.metaKey || event.ctrlKey;
    const chosen = entries.filter(({ key }) => selection.chosen.has(key));
    if (move && !modified && !event.altKey) focus(move());
    else if (event.key === ' ') selection.toggle(entry.key);
    else if (event.key === 'Delete') onAct('remove', chosen.length > 0 ? chosen : [entry]);
    else if (event.key === 'F2' && entry.kind === 'file') onAct('rename', [entry]);
    else if (event.key.toLowerCase() === 'a' && modified) selection.all();
    else if (event.key === 'Escape' && selection.chosen.size > 0) selection.clear();
    else return;
    event.preventDefault();
  };
  const One = look === 'list' ? EntryRow : EntryTile;
  return (
    <div
      ref={grid}
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-multiselectable
      aria-rowcount={entries.length + (look === 'list' ? 1 : 0)}
      onKeyDown={keyed}
      onKeyUp={(event) =>
        event.key === ' ' &&
        event.target instanceof HTMLElement &&
        event.target.dataset.entry !== undefined &&
        event.preventDefault()
      }
      className={cn(
        'outline-none',
        look === 'tiles' &&
          'grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-x-4 gap-y-6 pt-2 md:grid-cols-[repeat(auto-fill,minmax(176px,1fr))]',
      )}
    >
      {look === 'list' && <Head sort={sort} onSort={onSort} />}
      {entries.map((entry, index) => (
        <One
          key={entry.key}
          entry={entry}
          label={entry.kind === 'folder' ? folderLabel(entry.label) : entry.label}
          where={where}
          index={index + (look === 'list' ? 2 : 1)}
          selected={selection.chosen.has(entry.key)}
          selecting={selection.chosen.size > 0}
          focusable={index === here}
          onOpen={() => onOpen(entry)}
          onToggle={() => selection.toggle(entry.key)}
          onRange={() => selection.range(entry.key)}
          onFocus={() => setCurrent(index)}
          onAct={(what) => onAct(what, [entry])}
        />
      ))}
    </div>
  );
}
