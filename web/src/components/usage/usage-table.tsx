import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { download } from '@/lib/download';
import { count, money } from '@/lib/format';
import { usePreferences } from '@/lib/stores/preferences';
import { groups, usageCsv, usageTableQuery, type Group, type UsageHome, type UsageRow } from './api';
import { words } from './words';

const identities = {
  day: 'day',
  project: 'project_id',
  person: 'user_id',
  access_key: 'access_key_id',
  key_source: 'key_source',
} as const;

/** What names a row, and what stands beside it in a quieter voice. */
function nameOf(row: UsageRow, by: Group): { name: string; note?: string } {
  const none = words.nothing[by];
  switch (by) {
    case 'day':
      return { name: row.day ?? none };
    case 'model':
      return row.model ? { name: row.model, ...(row.provider ? { note: row.provider } : {}) } : { name: none };
    case 'project':
      return { name: row.project ?? row.project_id ?? none };
    case 'person':
      return { name: row.person ?? row.user_id ?? none };
    case 'access_key':
      return { name: row.access_key ?? row.access_key_id ?? none };
    case 'key_source':
      return { name: words.sources[row.key_source ?? ''] ?? none };
  }
}

/** Two projects may have one name. */
const keyOf = (row: UsageRow, by: Group): string =>
  by === 'model' ? `${row.provider ?? ''}/${row.model ?? ''}` : String(row[identities[by]]);

function Table({ rows, by }: { rows: readonly UsageRow[]; by: Group }) {
  return (
    <table className="w-full text-left">
      <caption className="sr-only">{`${words.by} ${words.groups[by].toLowerCase()}`}</caption>
      <thead className="text-sm text-ink-3">
        <tr className="h-8 border-b border-line">
          <th className="font-normal">{words.groups[by]}</th>
          <th className="w-20 text-right font-normal">{words.runs}</th>
          <th className="w-20 text-right font-normal max-md:hidden">{words.failed}</th>
          <th className="w-28 text-right font-normal">{words.cost}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { name, note } = nameOf(row, by);
          return (
            <tr key={keyOf(row, by)} className="h-10 border-b border-line last:border-0">
              <td className="tabular max-w-0 truncate pr-4">
                {name} {note && <span className="text-ink-3">{note}</span>}
              </td>
              <td className="tabular text-right text-ink-2">{count(row.count)}</td>
              <td className="tabular text-right text-ink-2 max-md:hidden">{count(row.failed)}</td>
              <td className="tabular text-right">{money(row.cost_micros)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface Props {
  home: UsageHome;
  /** Beside the choice of what to count by. */
  children?: ReactNode;
}

/** Runs and what they cost, by day, model, project, person, access key or who paid; with a file of it. */
export function UsageTable({ home, children }: Props) {
  const [by, setBy] = useState<Group>(home.many ? 'person' : 'day');
  const days = usePreferences((state) => state.usageDays);
  const table = useQuery(usageTableQuery(home, by, days));
  // While another table is on its way the old one would stand under the wrong heading.
  const data = table.isPlaceholderData ? undefined : table.data;
  const offered = groups.filter((group) => home.many || group !== 'person');
  return (
    <Section
      title={home.title ?? (home.many ? words.titleOfAll : words.title)}
      lead={home.lead ?? (home.many ? words.leadOfAll : words.lead)}
      action={
        <Button onClick={() => void download(usageCsv(home, by, days), 'usage.csv')}>
          <Download size={16} strokeWidth={1.5} aria-hidden />
          {words.download}
        </Button>
      }
    >
      <div className="flex flex-wrap items-center gap-3">
        <Select
          aria-label={words.by}
          value={by}
          options={offered.map((value) => ({ value, label: words.groups[value] }))}
          onChange={(next) => setBy(next as Group)}
          className="w-44"
        />
        {children}
      </div>
      {table.error && (
        <ProblemPanel compact title={words.failure} problem={table.error} onRetry={() => void table.refetch()} />
      )}
      {!data && !table.error && (
        <Loading label={words.loading} className="flex flex-col gap-2">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </Loading>
      )}
      {data?.rows.length === 0 && <p className="py-2 text-ink-2">{words.none}</p>}
      {data && data.rows.length > 0 && <Table rows={data.rows} by={by} />}
      {data && !data.complete && <p className="text-sm text-ink-3">{words.more}</p>}
    </Section>
  );
}
