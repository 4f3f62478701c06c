import { LayoutGrid, List, RefreshCw } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { Segmented } from '@/components/ui/segmented';
import { SearchField } from '@/components/ui/search-field';
import { Select } from '@/components/ui/select';
import { cn } from '@/lib/cn';
import { usePreferences, type StorageLook } from '@/lib/stores/preferences';
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

/** What of this place is shown, in which order, and how. */
export function Toolbar({ begins, sort, refreshing, onBegins, onSort, onRefresh }: Props) {
  const { storageLook, set } = usePreferences();
  return (
    <div role="toolbar" aria-label={words.browse.shownAs} className="flex flex-wrap items-center gap-x-2 gap-y-2">
      <SearchField label={words.browse.search} value={begins} onChange={onBegins} />
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
