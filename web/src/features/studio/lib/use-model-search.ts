import { useDeferredValue, useMemo, useState } from 'react';
import type { Model } from '@/lib/api/types';
import { useProviderName } from '@/lib/queries/providers';
import { modelRows, toggled, type Chosen, type Facet } from './model-search';

/** What is looked for in the list of models, and which of them the keyboard stands on. */
export function useModelSearch(models: readonly Model[], start: { query: string; chosen: Chosen; marked?: string }) {
  const [query, setQuery] = useState(start.query);
  const [chosen, setChosen] = useState<Chosen>(start.chosen);
  const [markedId, setMarkedId] = useState(start.marked);
  const providerName = useProviderName();
  const wanted = useDeferredValue(query);
  const rows = useMemo(
    () => modelRows(models, chosen, wanted, providerName),
    // The names of providers change with the models they belong to.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [models, chosen, wanted],
  );
  const found = useMemo(() => rows.flatMap((row) => (row.kind === 'model' ? [row.model] : [])), [rows]);
  const at = found.findIndex((model) => model.id === markedId);
  const marked = found[Math.max(0, at)];

  const move = (by: number) => {
    if (found.length === 0) return;
    const next = Math.max(0, at) + by;
    // One step over the edge leads to the other end; a whole page stops there.
    const place =
      Math.abs(by) === 1 ? (next + found.length) % found.length : Math.min(found.length - 1, Math.max(0, next));
    setMarkedId(found[place]?.id);
  };
  return {
    query,
    chosen,
    rows,
    found,
    marked,
    filters: Object.values(chosen).reduce((sum, values) => sum + values.length, 0),
    search: (text: string) => {
      setQuery(text);
      setMarkedId(undefined);
    },
    toggle: (facet: Facet, value: string) => setChosen((before) => toggled(before, facet, value)),
    clear: () => setChosen({}),
    mark: setMarkedId,
    move,
  };
}

export type ModelSearch = ReturnType<typeof useModelSearch>;
