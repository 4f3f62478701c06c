import { count, money } from '@/lib/format';

export interface BreakdownRow {
  key: string;
  name: string;
  note?: string | undefined;
  count: number;
  cost_micros: number;
}

/** Who used how much: a plain table, largest first. */
export function Breakdown({ caption, rows }: { caption: string; rows: readonly BreakdownRow[] }) {
  const sorted = rows.toSorted((a, b) => b.cost_micros - a.cost_micros || b.count - a.count);
  return (
    <table className="w-full text-left">
      <caption className="pb-2 text-left text-lg font-semibold">{caption}</caption>
      <thead className="text-sm text-ink-3">
        <tr className="h-8 border-b border-line">
          <th className="font-normal">Name</th>
          <th className="w-20 text-right font-normal">Runs</th>
          <th className="w-28 text-right font-normal">Cost</th>
        </tr>
      </thead>
      <tbody>
        {sorted.length === 0 && (
          <tr>
            <td colSpan={3} className="h-10 text-ink-3">
              Nothing in this time.
            </td>
          </tr>
        )}
        {sorted.map((row) => (
          <tr key={row.key} className="h-10 border-b border-line last:border-0">
            <td className="max-w-0 truncate pr-4">
              {row.name} {row.note && <span className="text-ink-3">{row.note}</span>}
            </td>
            <td className="tabular text-right text-ink-2">{count(row.count)}</td>
            <td className="tabular text-right">{money(row.cost_micros)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
