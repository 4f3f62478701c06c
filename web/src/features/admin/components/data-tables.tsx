import { Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { StatusWord } from '@/components/ui/status-word';
import { apiRoles, type DataPolicy, type DataTable } from '@/lib/api/administration';
import { cn } from '@/lib/cn';
import { count } from '@/lib/format';
import { dataWords as words } from '../words';

const nameOf = (table: DataTable) => `${table.schema}.${table.name}`;

/** A name as SQL takes it. */
const quoted = (name: string) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** The list on the left, what is known of the chosen one beside it. */
export function DataTables({ tables, onQuery }: { tables: readonly DataTable[]; onQuery: (sql: string) => void }) {
  const [find, setFind] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const sought = tables.filter((table) => nameOf(table).includes(find.trim().toLowerCase()));
  const table = sought.find((each) => nameOf(each) === chosen) ?? sought[0];
  return (
    <div className="grid gap-8 md:grid-cols-[260px_minmax(0,1fr)]">
      <div className="flex flex-col gap-3">
        <Input
          aria-label={words.find}
          placeholder={words.find}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
        {sought.length === 0 && <p className="text-ink-2">{words.noneFound}</p>}
        <ul
          aria-label={words.list}
          className="flex max-h-[240px] flex-col overflow-y-auto md:max-h-[calc(100dvh-300px)]"
        >
          {sought.map((each) => (
            <li key={nameOf(each)}>
              <button
                type="button"
                aria-current={each === table || undefined}
                onClick={() => setChosen(nameOf(each))}
                className={cn(
                  'flex min-h-8 w-full items-center gap-2 rounded-control px-2 text-left text-sm transition-colors max-md:min-h-11',
                  each === table ? 'bg-raised text-ink' : 'text-ink-2 hover:bg-raised hover:text-ink',
                )}
              >
                <span className="min-w-0 grow truncate font-mono">
                  <span className="text-ink-3">{each.schema}.</span>
                  {each.name}
                </span>
                {each.exposed && (
                  <span className="text-xs text-ink-3" title={words.exposedHelp}>
                    {words.exposed}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      </div>
      {table && (
        <TableDetail
          table={table}
          onQuery={() => onQuery(`select *\nfrom ${quoted(table.schema)}.${quoted(table.name)}\nlimit 100`)}
        />
      )}
    </div>
  );
}

function TableDetail({ table, onQuery }: { table: DataTable; onQuery: () => void }) {
  return (
    <article className="flex min-w-0 flex-col gap-8" aria-label={nameOf(table)}>
      <header className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 className="min-w-0 font-mono text-lg break-all text-ink">{nameOf(table)}</h2>
          <Button size="sm" onClick={onQuery}>
            {words.query}
          </Button>
        </div>
        {table.comment && <p className="max-w-[70ch] text-ink-2">{table.comment}</p>}
        <p className="tabular flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-3">
          <span>{table.kind}</span>
          {table.estimated_rows !== null && <span>{words.rows(count(table.estimated_rows))}</span>}
          {table.kind === 'table' && <Guard table={table} />}
        </p>
      </header>
      <Columns table={table} />
      {table.kind === 'table' && <Policies table={table} />}
      <Grants table={table} />
    </article>
  );
}

function Guard({ table }: { table: DataTable }) {
  return table.row_security ? (
    <StatusWord tone="good" icon={Lock}>
      {words.guarded}
    </StatusWord>
  ) : (
    <span title={words.openHelp}>
      <StatusWord tone="warn" icon={LockOpen}>
        {words.open}
      </StatusWord>
    </span>
  );
}

function Columns({ table }: { table: DataTable }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm font-medium text-ink-2">{words.columns}</h3>
      <table className="w-full text-left text-sm">
        <thead className="text-ink-3">
          <tr className="h-8 border-b border-line">
            <th className="font-normal">{words.column.name}</th>
            <th className="font-normal">{words.column.type}</th>
            <th className="font-normal max-md:hidden">{words.column.default}</th>
          </tr>
        </thead>
        <tbody className="font-mono">
          {table.columns.map((column) => (
            <tr key={column.name} className="border-b border-line align-top last:border-0">
              <td className="py-2 pr-4 break-all">
                <span className={column.primary_key ? 'text-accent-text' : undefined}>{column.name}</span>
                {column.primary_key && <span className="block text-xs text-ink-3">primary key</span>}
              </td>
              <td className="py-2 pr-4 text-ink-2">
                {column.type}
                {!column.nullable && <span className="text-ink-3"> not null</span>}
                {column.references && <span className="block text-xs text-ink-3">→ {column.references}</span>}
              </td>
              <td className="py-2 text-xs break-all text-ink-3 max-md:hidden">
                {column.generated ? `always ${column.default}` : (column.default ?? '')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Policies({ table }: { table: DataTable }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm font-medium text-ink-2">{words.policies}</h3>
      {table.policies.length === 0 && (
        <p className="text-sm text-ink-2">{table.row_security ? words.noPolicies : words.noPoliciesOpen}</p>
      )}
      <ul>
        {table.policies.map((policy) => (
          <Policy key={policy.name} policy={policy} />
        ))}
      </ul>
    </section>
  );
}

function Policy({ policy }: { policy: DataPolicy }) {
  const parts = [
    { label: words.policy.using, text: policy.using },
    { label: words.policy.check, text: policy.check },
  ].filter((part) => part.text !== null && part.text !== 'true');
  return (
    <li className="flex flex-col gap-2 border-b border-line py-3 last:border-0">
      <p className="flex flex-wrap items-baseline gap-x-3 text-sm">
        <span className="font-mono text-ink">{policy.name}</span>
        <span className="text-ink-2">
          {policy.command} for {policy.roles.join(', ')}
        </span>
        {!policy.permissive && <span className="text-warn">{words.policy.restrictive}</span>}
      </p>
      {parts.length > 0 && (
        <dl className="grid grid-cols-[72px_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
          {parts.map((part) => (
            <div key={part.label} className="contents">
              <dt className="text-ink-3">{part.label}</dt>
              <dd className="font-mono break-words whitespace-pre-wrap text-ink-2">{part.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

function Grants({ table }: { table: DataTable }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm font-medium text-ink-2">{words.grants}</h3>
      <dl className="grid grid-cols-[140px_minmax(0,1fr)] gap-y-1 text-sm">
        {apiRoles.map((role) => (
          <div key={role} className="contents">
            <dt className="font-mono text-ink-2">{role}</dt>
            <dd className={table.grants[role].length > 0 ? 'text-ink' : 'text-ink-3'}>
              {table.grants[role].join(', ') || words.none}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
