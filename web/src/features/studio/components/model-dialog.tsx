import { ListFilter, Search, X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Kbd } from '@/components/ui/kbd';
import { notify } from '@/components/ui/notices';
import { shortcuts } from '@/config/shortcuts';
import type { Model } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { useFocusReturn } from '@/lib/focus-return';
import { useNarrow } from '@/lib/use-media';
import { matches } from '@/lib/use-shortcut';
import { useFavourite } from '../api/favourites';
import type { Chosen } from '../lib/model-search';
import { useModelSearch, type ModelSearch } from '../lib/use-model-search';
import { words } from '../words';
import { ModelDetail } from './model-detail';
import { ModelFacets } from './model-facets';
import { ModelList, optionId } from './model-list';

const pageRows = 8;
const noFilter: Chosen = {};

export interface ModelChoice {
  models: readonly Model[];
  /** Ids of those in use. */
  chosen: readonly string[];
  /** More than one can be chosen; the dialog stays open. */
  several?: boolean;
  title?: string;
  /** What the list starts with. */
  query?: string;
  filter?: Chosen;
  onPick: (model: Model) => void;
  /** Stands at the foot, as a sum or a button. */
  foot?: ReactNode;
}

interface Props extends ModelChoice {
  open: boolean;
  onClose: () => void;
}

function useKeys(search: ModelSearch, pick: (model: Model) => void, star: (model: Model) => void) {
  return (event: KeyboardEvent) => {
    const { marked } = search;
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: pageRows,
      PageUp: -pageRows,
    };
    const step = steps[event.key];
    if (step !== undefined) search.move(step);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing && marked) pick(marked);
    else if (matches(event.nativeEvent, shortcuts.favouriteModel.keys[0]) && marked) star(marked);
    else return;
    event.preventDefault();
  };
}

function SearchLine({
  search,
  models,
  listId,
  onKeyDown,
}: {
  search: ModelSearch;
  models: readonly Model[];
  listId: string;
  onKeyDown: (event: KeyboardEvent) => void;
}) {
  const providers = new Set(models.map((model) => model.provider)).size;
  return (
    <div className="flex min-w-0 grow items-center gap-2.5 pl-4">
      <Search size={16} strokeWidth={1.5} className="shrink-0 text-ink-2" aria-hidden />
      <input
        autoFocus
        role="combobox"
        aria-label={words.models.title}
        aria-expanded={search.marked !== undefined}
        aria-autocomplete="list"
        aria-controls={search.marked ? listId : undefined}
        aria-activedescendant={search.marked ? optionId(search.marked) : undefined}
        placeholder={words.models.search(models.length, providers)}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={search.query}
        onChange={(event) => search.search(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-13 min-w-0 grow bg-transparent text-lg outline-none"
      />
    </div>
  );
}

function Hints() {
  const hints = [
    ['ArrowUp', words.models.moves],
    ['Enter', words.models.picks],
    [shortcuts.favouriteModel.keys[0], words.models.stars],
  ] as const;
  return (
    <p className="flex items-center gap-4 text-xs text-ink-2 max-md:hidden">
      {hints.map(([keys, word]) => (
        <span key={word} className="flex items-center gap-1.5">
          <Kbd keys={keys} />
          {word}
        </span>
      ))}
    </p>
  );
}

function Body({ models, chosen, several = false, query = '', filter = noFilter, onPick, foot, onClose }: Props) {
  const listId = useId();
  const narrow = useNarrow();
  const [filtering, setFiltering] = useState(false);
  const search = useModelSearch(models, { query, chosen: filter, ...(chosen[0] ? { marked: chosen[0] } : {}) });
  const favourite = useFavourite();
  const star = (model: Model) =>
    favourite.mutate(
      { id: model.id, favourite: !model.favourite },
      { onError: () => notify(words.models.favouriteFailed) },
    );
  const pick = (model: Model) => {
    search.mark(model.id);
    if (model.available || (several && chosen.includes(model.id))) onPick(model);
  };
  const { marked } = search;
  return (
    <>
      <div className="flex shrink-0 items-center border-b border-line pr-2">
        <SearchLine search={search} models={models} listId={listId} onKeyDown={useKeys(search, pick, star)} />
        {narrow && (
          <Button variant="quiet" aria-expanded={filtering} onClick={() => setFiltering(!filtering)} className="px-2">
            <ListFilter size={16} strokeWidth={1.5} aria-hidden />
            {search.filters > 0 ? search.filters : ''}
            <span className="sr-only">{words.models.filtersOn(search.filters)}</span>
          </Button>
        )}
        <IconButton icon={X} label="Close" onClick={onClose} />
      </div>
      <div className="flex min-h-0 grow">
        {(!narrow || filtering) && (
          <div className={cn('shrink-0 overflow-y-auto p-2 pt-3', narrow ? 'w-full' : 'w-48 border-r border-line')}>
            <ModelFacets models={models} search={search} />
          </div>
        )}
        {!(narrow && filtering) && (
          <div className="flex min-w-0 grow flex-col">
            {search.found.length > 0 ? (
              <ModelList id={listId} search={search} chosen={chosen} several={several} onPick={pick} onStar={star} />
            ) : (
              <div className="flex flex-col gap-2 p-6">
                <p className="font-display text-display-sm text-ink">{words.models.none}</p>
                <p className="text-ink-2">{words.models.noneBody}</p>
              </div>
            )}
          </div>
        )}
        {marked && !narrow && (
          <aside aria-label={marked.display_name} className="w-72 shrink-0 overflow-y-auto border-l border-line p-5">
            <ModelDetail model={marked} onStar={() => star(marked)} />
          </aside>
        )}
      </div>
      {marked && narrow && !filtering && !marked.available && (
        <div className="max-h-[45%] shrink-0 overflow-y-auto border-t border-line p-4">
          <ModelDetail model={marked} onStar={() => star(marked)} />
        </div>
      )}
      <div className="flex min-h-11 shrink-0 items-center justify-between gap-4 border-t border-line px-4 py-1.5">
        <p role="status" className="tabular text-sm whitespace-nowrap text-ink-2">
          {words.models.found(search.found.length)}
        </p>
        {foot ?? <Hints />}
      </div>
    </>
  );
}

/** Every model there is: searched, narrowed, compared by price and key, and chosen without a mouse. */
export function ModelDialog(props: Props) {
  const { open, onClose, title = words.models.title } = props;
  const returnFocus = useFocusReturn(open);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="animate-appear fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="animate-rise fixed z-50 flex flex-col overflow-hidden bg-overlay shadow-overlay outline-none max-md:inset-x-0 max-md:bottom-0 max-md:h-[92dvh] max-md:rounded-t-panel md:top-[8vh] md:left-1/2 md:h-[min(680px,84vh)] md:w-[min(1040px,calc(100vw-48px))] md:-translate-x-1/2 md:rounded-panel"
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          <Body {...props} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
