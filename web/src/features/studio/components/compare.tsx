import { useEffect, useRef, useState } from 'react';
import { useNarrow } from '@/lib/use-media';
import { useShortcut } from '@/lib/use-shortcut';
import { addressOf, placesOf, type Place } from '../lib/compare-set';
import { useCompare } from '../lib/use-compare';
import { CompareGrid } from './compare-grid';
import { ComparePanel } from './compare-panel';

interface Props {
  models: string | undefined;
  runs: string | undefined;
  /** Keeps the set in the address. */
  onAddress: (address: { models: string | undefined; runs: string | undefined }) => void;
  onOpen: (id: string) => void;
}

/** The set of the address, changed here and kept there; another address is another set. */
function usePlaces({ models, runs, onAddress }: Props) {
  const [places, setPlaces] = useState<readonly Place[]>(() => placesOf(models, runs));
  const written = useRef({ models, runs });
  useEffect(() => {
    const address = addressOf(places);
    if (address.models === written.current.models && address.runs === written.current.runs) return;
    written.current = address;
    onAddress(address);
    // Only a changed set is written.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [places]);
  useEffect(() => {
    if (models === written.current.models && runs === written.current.runs) return;
    written.current = { models, runs };
    setPlaces(placesOf(models, runs));
  }, [models, runs]);
  return [places, setPlaces] as const;
}

/** One prompt, several models, side by side: their work, their time and what each cost. */
export function Compare(props: Props) {
  const narrow = useNarrow();
  const [places, change] = usePlaces(props);
  const comparison = useCompare(places, change);
  useShortcut('generate', comparison.runAll, comparison.ready);
  const panel = <ComparePanel comparison={comparison} change={change} folded={narrow} />;
  const grid = <CompareGrid comparison={comparison} places={places} change={change} onOpen={props.onOpen} />;
  return narrow ? (
    <div className="flex size-full min-h-0 flex-col">
      <div className="min-h-0 grow">{grid}</div>
      <div className="max-h-[60%] shrink-0 overflow-hidden border-t border-line">{panel}</div>
    </div>
  ) : (
    <div className="flex size-full min-h-0">
      <div className="h-full w-[360px] shrink-0 border-r border-line">{panel}</div>
      <div className="h-full min-w-0 grow">{grid}</div>
    </div>
  );
}
