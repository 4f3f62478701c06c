import { CopyButton } from '@/components/ui/copy-button';
import type { SqlAnswer, SqlResult } from '@/lib/api/administration';
import { duration } from '@/lib/format';
import { dataWords as words } from '../words';

const csvCell = (value: string | null) =>
  value === null ? '' : /[",\r\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value;

/** RFC 4180; NULL is an empty field, an empty text is `""`. */
const csv = (result: SqlResult) =>
  [result.columns.map((column) => csvCell(column.name)), ...result.rows.map((row) => row.map(csvCell))]
    .map((cells) => cells.join(','))
    .join('\r\n');

export function SqlResults({ answer }: { answer: SqlAnswer }) {
  return (
    <section aria-label={words.results} className="flex min-w-0 flex-col gap-6">
      {answer.results.map((result, index) => (
        // Statements have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="flex min-w-0 flex-col gap-2">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="tabular text-sm text-ink-2">
              {[answer.results.length > 1 && words.line(result.line), summary(result)].filter(Boolean).join(' · ')}
            </p>
            {result.columns.length > 0 && result.rows.length > 0 && (
              <CopyButton worded text={csv(result)} label={words.copy} />
            )}
          </div>
          {result.columns.length > 0 && <Rows result={result} />}
        </div>
      ))}
      <p className="tabular text-sm text-ink-3">
        {duration(answer.duration_ms)} · {answer.kept ? words.kept : words.notKept}
      </p>
    </section>
  );
}

function summary(result: SqlResult): string {
  if (result.columns.length === 0) return words.done(result.rows_affected ?? 0);
  return result.truncated ? words.first(result.rows.length) : words.shown(result.rows.length);
}

function Rows({ result }: { result: SqlResult }) {
  return (
    <div
      // What does not fit is scrolled, and whoever uses the keyboard must be able to scroll it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={words.results}
      className="max-h-[480px] overflow-auto rounded-panel bg-panel ring-1 ring-line"
    >
      <table className="min-w-full text-left font-mono text-xs">
        <thead className="sticky top-0 bg-raised">
          <tr>
            {result.columns.map((column, index) => (
              // Two columns may have one name.
              // oxlint-disable-next-line react/no-array-index-key
              <th key={index} className="px-3 py-2 font-normal whitespace-nowrap text-ink-2">
                {column.name} <span className="text-ink-3">{column.type}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {result.rows.map((row, at) => (
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={at} className="border-t border-line">
              {row.map((value, index) => (
                // oxlint-disable-next-line react/no-array-index-key
                <td key={index} className="max-w-[360px] truncate px-3 py-2" title={value ?? undefined}>
                  {value ?? <span className="text-ink-3">NULL</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
