import { LayoutGrid, List, RefreshCw, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { limits } from '@/config/limits';
import { cn } from '@/lib/cn';
import { usePreferences, type StorageLook } from '@/lib/stores/preferences';
import { useDebounced } from '@/lib/use-debounced';
import { sorts, type Sort } from '../api/objects';
import { words } from '../words';

interface Props {
  begins: string;
  sort: Sort;
  refreshing: boolean;
  onBegins: (begins: string) => void;
  onSort: (sort: Sort) => void;
  onRefresh: () => void;
}

function SearchField({ value, onChange }: { value: string; onChange: (begins: string) => void }) {
  const [text, setText] = useState(value);
  const settled = useDebounced(text, limits.searchDelayMs);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (settled !== value) latest.current(settled);
    // Only a settled text is looked for; an answer never writes over what is being typed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <div className="relative min-w-0 grow md:w-64 md:grow-0">
      <Search
        size={16}
        strokeWidth={1.5}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        type="search"
        aria-label={words.browse.search}
        placeholder={words.browse.search}
        spellCheck={false}
        autoCapitalize="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="field-ring h-8 w-full rounded-control border border-line-strong bg-transparent pr-2 pl-8 text-base max-md:h-10 max-md:text-lg"
      />
    </div>
  );
}

/** What of this place is shown, in which order, and how. */
export function Toolbar({ begins, sort, refreshing, onBegins, onSort, onRefresh }: Props) {
  const { storageLook, set } = usePreferences();
  return (
    <div role="toolbar" aria-label={words.browse.shownAs} className="flex flex-wrap items-center gap-x-2 gap-y-2">
      {/* Cleared from elsewhere, the field follows. */}
      <SearchField key={begins === '' ? 'all' : 'some'} value={begins} onChange={onBegins} />
      <Select
        quiet
        aria-label={words.browse.sort}
        value={sort}
        options={sorts.map((each) => ({ value: each, label: words.browse.sorts[each] }))}
        onChange={(next) => onSort(next as Sort)}
      />
      <span className="grow" aria-hidden />
      <IconButton
        icon={RefreshCw}
        label={words.browse.refresh}
        disabled={refreshing}
        onClick={onRefresh}
        className={cn(refreshing && 'animate-breathe')}
      />
      <Segmented<StorageLook>
        label={words.browse.shownAs}
        value={storageLook}
        onChange={(next) => set({ storageLook: next })}
        segments={[
          { value: 'list', label: words.browse.list, icon: List },
          { value: 'tiles', label: words.browse.tiles, icon: LayoutGrid },
        ]}
      />
    </div>
  );
}
