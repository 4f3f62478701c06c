import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SearchField } from '@/components/ui/search-field';
import { Skeleton } from '@/components/ui/skeleton';
import { foundPeopleQuery, useSeenPeople } from './api';
import { words } from './words';

interface Props {
  label: string;
  /** Ids. */
  chosen: readonly string[];
  onChange: (id: string, on: boolean) => void;
}

/**
 * Finds anybody with an account by name or address. Who was chosen before stands first, whatever is looked for; nothing
 * changes its place under the pointer.
 */
export function PeopleSearch({ label, chosen, onChange }: Props) {
  const [sought, setSought] = useState('');
  const [before, setBefore] = useState(chosen);
  const found = useQuery(foundPeopleQuery(sought));
  const seen = useSeenPeople();
  const nameOf = (id: string) => seen.find((person) => person.id === id)?.name ?? words.unknown;
  const others = found.data?.filter((person) => !before.includes(person.id)) ?? [];
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="pb-1 text-sm font-medium text-ink-2">{label}</legend>
      <SearchField
        label={words.search}
        value={sought}
        onChange={(text) => {
          setSought(text);
          setBefore(chosen);
        }}
      />
      {found.isPending && (
        <Loading label={words.loading}>
          <Skeleton className="h-10" />
        </Loading>
      )}
      {found.error && (
        <ProblemPanel compact title={words.failed} problem={found.error} onRetry={() => void found.refetch()} />
      )}
      <div className="max-h-56 overflow-y-auto">
        {[...before, ...others.map(({ id }) => id)].map((id) => (
          <Checkbox key={id} label={nameOf(id)} checked={chosen.includes(id)} onChange={(on) => onChange(id, on)} />
        ))}
        {found.data && others.length === 0 && <p className="py-2 text-sm text-ink-3">{words.none}</p>}
      </div>
    </fieldset>
  );
}
