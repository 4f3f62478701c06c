import type { Measure, Monitoring } from '@/lib/api/administration';
import { count } from '@/lib/format';
import { healthWords as words } from '../words';

const hourMs = 3_600_000;
const hoursShown = 7 * 24;
const measures = Object.keys(words.measures) as Measure[];

/** Every hour of the last week, also those in which nothing was counted. */
export function weekOf(hours: Monitoring['activity'], measure: Measure, now = Date.now()): number[] {
  const last = Math.floor(now / hourMs);
  const amounts = Array.from({ length: hoursShown }, () => 0);
  for (const each of hours) {
    const at = hoursShown - 1 - (last - Math.floor(Date.parse(each.hour) / hourMs));
    if (each.measure === measure && at >= 0 && at < hoursShown) amounts[at] = each.amount;
  }
  return amounts;
}

/** One line of bars for each measure, all of one week, each to its own scale. */
export function Activity({ hours }: { hours: Monitoring['activity'] }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-medium text-ink">{words.activity}</h2>
      <ul>
        {measures.map((measure) => (
          <Line key={measure} measure={measure} amounts={weekOf(hours, measure)} />
        ))}
      </ul>
    </section>
  );
}

function Line({ measure, amounts }: { measure: Measure; amounts: readonly number[] }) {
  const most = Math.max(...amounts);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const summary = total === 0 ? words.inAll(count(0)) : `${words.inAll(count(total))}, ${words.most(count(most))}`;
  return (
    <li className="grid items-center gap-x-6 gap-y-1 border-b border-line py-2 last:border-0 md:grid-cols-[160px_minmax(0,1fr)_200px]">
      <span className="text-ink-2">{words.measures[measure]}</span>
      <svg
        viewBox={`0 0 ${hoursShown} 24`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${words.measures[measure]}: ${summary}`}
        className="h-8 w-full fill-current text-ink-3"
      >
        <path d={`M0 23.5H${hoursShown}V24H0Z`} className="opacity-40" />
        <path d={bars(amounts, most)} />
      </svg>
      <span className="tabular text-sm text-ink-3 md:text-right">{summary}</span>
    </li>
  );
}

const bars = (amounts: readonly number[], most: number) =>
  amounts
    .map((amount, at) => {
      if (amount === 0) return '';
      const height = Math.max(1.5, (amount / most) * 23);
      return `M${at + 0.1} 24v${-height}h0.8v${height}Z`;
    })
    .join('');
