import { useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { limits } from '@/config/limits';
import { apiRoles, type SqlOrder } from '@/lib/api/administration';
import { useDebounced } from '@/lib/use-debounced';
import { matches } from '@/lib/use-shortcut';
import { personQuery, useRunSql } from '../api/console';
import { dataWords as words } from '../words';
import { SqlResults } from './sql-results';

type Role = SqlOrder['role'];

const roles: readonly Role[] = [...apiRoles, 'postgres'];
const runKeys = 'Mod+Enter';

interface Props {
  sql: string;
  onSql: (sql: string) => void;
}

/** Where statements are written, as whom they run, and what came back. */
export function SqlDesk({ sql, onSql }: Props) {
  const [role, setRole] = useState<Role>('postgres');
  const [email, setEmail] = useState('');
  const [write, setWrite] = useState(false);
  const sought = useDebounced(email.trim().toLowerCase(), limits.searchDelayMs);
  const person = useQuery({ ...personQuery(sought), enabled: role === 'authenticated' && sought.includes('@') });
  const run = useRunSql();
  const asPerson = role === 'authenticated';
  const ready = sql.trim() !== '' && !run.isPending && (!asPerson || Boolean(person.data));

  const start = () => {
    if (!ready) return;
    run.mutate({ sql, role, write, ...(asPerson && person.data ? { user_id: person.data.id } : {}) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!matches(event.nativeEvent, runKeys)) return;
    event.preventDefault();
    start();
  };

  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-start gap-4">
        <Field label={words.role} className="w-full md:w-[320px]">
          {(control) => (
            <Select
              {...control}
              value={role}
              options={roles.map((value) => ({ value, label: words.roles[value] }))}
              onChange={(next) => setRole(next as Role)}
            />
          )}
        </Field>
        {asPerson && (
          <Field
            label={words.person}
            help={words.personHelp}
            error={person.data === null ? words.personUnknown : undefined}
            className="w-full md:w-[280px]"
          >
            {(control) => (
              <Input {...control} type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
            )}
          </Field>
        )}
        <Field label={words.write} help={words.writeHelp}>
          {(control) => (
            <div className="flex h-9 items-center max-md:h-11">
              <Switch {...control} checked={write} onChange={setWrite} />
            </div>
          )}
        </Field>
      </div>
      <Field label={words.sql} help={words.sqlHelp}>
        {(control) => (
          <Textarea
            {...control}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            value={sql}
            onChange={(event) => onSql(event.target.value)}
            onKeyDown={onKeyDown}
            className="min-h-48 font-mono text-sm leading-6 max-md:text-base"
          />
        )}
      </Field>
      <Button variant="primary" className="self-start" disabled={!ready} onClick={start}>
        {run.isPending ? words.running : write ? words.runKeep : words.run}
        <Kbd keys={runKeys} className="text-current" />
      </Button>
      <div aria-live="polite" className="flex min-w-0 flex-col gap-6">
        {run.error && <ProblemPanel compact title={words.refused} problem={run.error} />}
        {run.data && <SqlResults answer={run.data} />}
        {!run.data && !run.error && <p className="text-ink-3">{words.nothingYet}</p>}
      </div>
    </div>
  );
}
