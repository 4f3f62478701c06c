import { useState } from 'react';
import type { Usage } from '@/lib/api/types';
import { count, day as dayWords, money, plural } from '@/lib/format';

type Day = Usage['by_day'][number];

const dayMs = 86_400_000;
const daysDrawnMax = 120;

/** All days of the range, also those on which nothing was made. */
export function filled(days: readonly Day[], range: string, today = new Date()): Day[] {
  const known = new Map(days.map((each) => [each.day.slice(0, 10), each]));
  const end = Date.parse(today.toISOString().slice(0, 10));
  const first = [...known.keys()].toSorted()[0];
  const span = first ? Math.round((end - Date.parse(first)) / dayMs) + 1 : 1;
  const length = Math.min(daysDrawnMax, Math.max(1, range === 'all' ? Math.max(span, 14) : Number(range)));
  return Array.from({ length }, (_, index) => {
    const key = new Date(end - (length - 1 - index) * dayMs).toISOString().slice(0, 10);
    return known.get(key) ?? { day: key, count: 0, cost_micros: 0 };
  });
}

interface Props {
  days: readonly Day[];
  range: string;
}

/** Money per day as bars; where nothing cost anything, the number of runs. */
export function DayChart({ days, range }: Props) {
  const [pointed, setPointed] = useState<number | null>(null);
  const all = filled(days, range);
  const byMoney = all.some((each) => each.cost_micros > 0);
  const size = (each: Day) => (byMoney ? each.cost_micros : each.count);
  const most = Math.max(1, ...all.map(size));
  const label = (each: Day) => `${dayWords(each.day)}: ${money(each.cost_micros)}, ${plural(each.count, 'run')}`;
  const shown = pointed === null ? undefined : all[pointed];
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="tabular flex justify-between text-sm text-ink-3">
        <span>{shown ? label(shown) : byMoney ? 'Spent per day' : 'Runs per day'}</span>
        <span>{byMoney ? money(most) : count(most)}</span>
      </figcaption>
      <div
        className="flex h-40 items-end gap-[3px] border-t border-b border-line"
        role="img"
        aria-label={`Chart. ${all
          .filter((each) => each.count > 0)
          .map(label)
          .join('; ')}`}
        onPointerLeave={() => setPointed(null)}
      >
        {all.map((each, index) => (
          <div
            key={each.day}
            onPointerEnter={() => setPointed(index)}
            className="group flex h-full min-w-0 flex-1 items-end"
          >
            <div
              className={`w-full ${index === all.length - 1 ? 'bg-accent' : 'bg-ink-3/60'} rounded-t-[1px] group-hover:bg-ink`}
              style={{ height: size(each) === 0 ? 0 : `max(2px, ${(size(each) / most) * 96}%)` }}
            />
          </div>
        ))}
      </div>
      <div className="tabular flex justify-between text-xs text-ink-3" aria-hidden>
        <span>{all[0] && dayWords(all[0].day)}</span>
        <span>Today</span>
      </div>
    </figure>
  );
}
