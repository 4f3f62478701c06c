import { useRef, useState, type UIEvent } from 'react';
import { Empty } from '@/components/ui/empty';
import { cn } from '@/lib/cn';
import { useNarrow } from '@/lib/use-media';
import { useChangeGeneration } from '@/lib/queries/generation-actions';
import { useShortcut } from '@/lib/use-shortcut';
import { best, type Place } from '../lib/compare-set';
import type { ChangePlaces, Comparison } from '../lib/use-compare';
import { words } from '../words';
import { CompareColumn } from './compare-column';

const winnerRating = 5;

interface Props {
  comparison: Comparison;
  places: readonly Place[];
  change: ChangePlaces;
  onOpen: (id: string) => void;
}

/** Which column is looked at: by arrows on a desk, by a swipe on a phone. */
function useCurrent(count: number, narrow: boolean) {
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState(0);
  const go = (place: number) => {
    const next = Math.min(count - 1, Math.max(0, place));
    setCurrent(next);
    const column = list.current?.children[next];
    if (!(column instanceof HTMLElement)) return;
    if (narrow) column.scrollIntoView({ inline: 'start', block: 'nearest' });
    else column.querySelector<HTMLElement>('[data-column]')?.focus();
  };
  const swiped = ({ currentTarget: row }: UIEvent) => {
    if (narrow) setCurrent(Math.round(row.scrollLeft / Math.max(1, row.clientWidth)));
  };
  return { list, current: Math.min(current, Math.max(0, count - 1)), setCurrent, go, swiped };
}

/** The results side by side; on a phone one after the other, swiped. */
export function CompareGrid({ comparison, places, change, onOpen }: Props) {
  const { entrants, estimates, rows, problems, sending, runOne } = comparison;
  const narrow = useNarrow();
  const rate = useChangeGeneration();
  const { list, current, setCurrent, go, swiped } = useCurrent(places.length, narrow);
  const shown = rows.flatMap((row) => (row.data ? [row.data] : []));
  const { fastest, cheapest } = best(shown);

  const pick = (index: number) => {
    const chosen = rows[index]?.data;
    if (chosen?.status !== 'completed') return;
    for (const row of shown) {
      if (row.id === chosen.id) {
        const won = row.rating === winnerRating;
        rate.mutate({ id: row.id, change: { rating: won ? null : winnerRating } });
      } else if (row.rating === winnerRating) rate.mutate({ id: row.id, change: { rating: null } });
    }
  };
  useShortcut('previousColumn', () => go(current - 1), places.length > 0);
  useShortcut('nextColumn', () => go(current + 1), places.length > 0);
  useShortcut('pickWinner', () => pick(current), places.length > 0);
  useShortcut('retryColumn', () => {
    const place = places[current];
    if (place) runOne(place.model);
  });

  if (places.length === 0) {
    return (
      <section aria-label={words.compare.results} className="flex size-full bg-ground">
        <Empty className="m-auto" title={words.compare.empty} body={words.compare.emptyBody} />
      </section>
    );
  }
  return (
    <section aria-label={words.compare.results} className="flex size-full min-h-0 flex-col bg-ground">
      {narrow && places.length > 1 && (
        <div role="group" aria-label={words.compare.jump} className="flex shrink-0 gap-1 px-4 pt-3">
          {places.map((place, index) => (
            <button
              key={place.model}
              type="button"
              aria-label={`${words.compare.of(index + 1, places.length)}: ${entrants[index]?.model?.display_name ?? place.model}`}
              aria-current={index === current}
              onClick={() => go(index)}
              className="flex h-6 grow items-center before:h-0.5 before:w-full before:rounded-full before:bg-line-strong aria-[current=true]:before:bg-accent"
            />
          ))}
        </div>
      )}
      <ul
        ref={list}
        onScroll={swiped}
        className={cn(
          'min-h-0 grow',
          narrow
            ? 'flex snap-x snap-mandatory overflow-x-auto overflow-y-hidden'
            : 'grid auto-rows-[minmax(320px,1fr)] gap-px overflow-y-auto bg-line',
        )}
        style={narrow ? undefined : { gridTemplateColumns: `repeat(${columnsFor(places.length)}, minmax(0, 1fr))` }}
      >
        {places.map((place, index) => {
          const entrant = entrants[index];
          const row = rows[index];
          if (!entrant || !row) return null;
          return (
            <CompareColumn
              key={place.model}
              entrant={entrant}
              estimate={estimates[index]}
              row={row}
              sending={sending.includes(place.model)}
              problem={problems[place.model]}
              marks={{
                winner: row.data?.rating === winnerRating,
                fastest: row.data?.id === fastest,
                cheapest: row.data?.id === cheapest,
              }}
              onFocus={() => setCurrent(index)}
              onPick={() => pick(index)}
              onRun={() => runOne(place.model)}
              onRetried={(run) =>
                change((all) => all.map((each) => (each.model === place.model ? { ...each, run } : each)))
              }
              onOpen={onOpen}
            />
          );
        })}
      </ul>
    </section>
  );
}

/** Up to four in a row; five and six in two rows, so that each is large enough to judge. */
const columnsFor = (count: number): number => (count <= 4 ? count : 3);
