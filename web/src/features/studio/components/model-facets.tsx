import { useMemo } from 'react';
import { Button } from '@/components/ui/button';
import type { GenerationType, Model } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { typeWords } from '@/lib/generation-words';
import { useProviderName } from '@/lib/queries/providers';
import { capabilityWord, facetValues, type Facet } from '../lib/model-search';
import type { ModelSearch } from '../lib/use-model-search';
import { words } from '../words';

/** In the order of their own sense; what is not named here stands by its count. */
const orders: Partial<Record<Facet, readonly string[]>> = {
  type: ['text', 'image', 'audio', 'video'],
  key: ['free', 'own', 'organisation', 'server', 'none'],
  price: ['free', 'low', 'middle', 'high', 'unknown'],
};

function useFacetWord(): (facet: Facet, value: string) => string {
  const providerName = useProviderName();
  return (facet, value) => {
    switch (facet) {
      case 'type':
        return typeWords[value as GenerationType]?.tab ?? value;
      case 'provider':
        return providerName(value);
      case 'key':
        return words.keys[value as keyof typeof words.keys] ?? value;
      case 'price':
        return words.bands[value as keyof typeof words.bands] ?? value;
      case 'capability':
        return capabilityWord(value);
    }
  };
}

function FacetGroup({ models, search, facet }: { models: readonly Model[]; search: ModelSearch; facet: Facet }) {
  const word = useFacetWord();
  const values = useMemo(() => {
    const order = orders[facet];
    const found = facetValues(models, search.chosen, facet);
    return found.toSorted((a, b) =>
      order ? order.indexOf(a.value) - order.indexOf(b.value) : b.count - a.count || (a.value < b.value ? -1 : 1),
    );
  }, [models, search.chosen, facet]);
  if (values.length < 2 && !search.chosen[facet]?.length) return null;
  return (
    <fieldset className="flex min-w-0 flex-col">
      <legend className="px-2 pb-1 text-xs text-ink-2">{words.facets[facet]}</legend>
      {values.map(({ value, count }) => {
        const on = search.chosen[facet]?.includes(value) ?? false;
        return (
          <button
            key={value}
            type="button"
            aria-pressed={on}
            onClick={() => search.toggle(facet, value)}
            className={cn(
              'flex h-7 items-center justify-between gap-2 rounded-control px-2 text-left text-sm transition-colors max-md:h-11',
              on ? 'bg-accent-wash text-accent-text' : 'text-ink-2 hover:bg-line hover:text-ink',
            )}
          >
            <span className="truncate">{word(facet, value)}</span>
            <span className={cn('tabular text-xs', !on && 'text-ink-2')}>{count}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

/** Ways to narrow the list, each with how many models it would leave. */
export function ModelFacets({ models, search }: { models: readonly Model[]; search: ModelSearch }) {
  return (
    <div className="flex flex-col gap-4">
      {(['type', 'provider', 'key', 'price', 'capability'] as const).map((facet) => (
        <FacetGroup key={facet} models={models} search={search} facet={facet} />
      ))}
      {search.filters > 0 && (
        <Button variant="quiet" size="sm" onClick={search.clear} className="self-start px-2">
          {words.models.clear}
        </Button>
      )}
    </div>
  );
}
