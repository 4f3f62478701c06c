import { ChevronDown, Columns3 } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { useNarrow } from '@/lib/use-media';
import { useShortcut } from '@/lib/use-shortcut';
import { addressOf, placesOf, type Place } from '../lib/compare-set';
import { useCompare, type ChangePlaces, type Comparison } from '../lib/use-compare';
import { words } from '../words';
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
  const grid = <CompareGrid comparison={comparison} places={places} change={change} onOpen={props.onOpen} />;
  if (narrow) return <CompareSheet comparison={comparison} change={change} grid={grid} />;
  return (
    <div className="flex size-full min-h-0">
      <div className="h-full w-[360px] shrink-0 border-r border-line">
        <ComparePanel comparison={comparison} change={change} folded={false} />
      </div>
      <div className="h-full min-w-0 grow">{grid}</div>
    </div>
  );
}

interface SheetProps {
  comparison: Comparison;
  change: ChangePlaces;
  grid: ReactNode;
}

/** On a phone the results come first; who takes part is chosen in a sheet. */
function CompareSheet({ comparison, change, grid }: SheetProps) {
  const [open, setOpen] = useState(false);
  // Who has chosen nobody yet came to choose, and what failed has to be seen.
  const shown = open || comparison.entrants.length === 0 || comparison.models.isError;
  return (
    <div className="flex size-full min-h-0 flex-col">
      <div className="min-h-0 grow">{grid}</div>
      <div className="flex max-h-[64%] min-h-0 shrink-0 flex-col border-t border-line bg-panel">
        <Button
          variant="quiet"
          aria-expanded={shown}
          onClick={() => setOpen(!shown)}
          className="h-11 w-full justify-between rounded-none px-4"
        >
          <span className="flex items-center gap-2">
            <Columns3 size={16} strokeWidth={1.5} aria-hidden />
            {words.models.found(comparison.entrants.length)}
          </span>
          <ChevronDown size={16} strokeWidth={1.5} aria-hidden className={shown ? '' : 'rotate-180'} />
        </Button>
        <div className="min-h-0 grow overflow-y-auto">
          <ComparePanel comparison={comparison} change={change} folded={!shown} />
        </div>
      </div>
    </div>
  );
}
