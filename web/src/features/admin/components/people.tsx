import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { limits } from '@/config/limits';
import type { AdminUser } from '@/lib/api/administration';
import { useDebounced } from '@/lib/use-debounced';
import { peopleQuery } from '../api/people';
import { CreatePersonDialog } from './create-person-dialog';
import { CreditsDialog, type CreditsAct } from './credits-dialog';
import { PeopleTable } from './people-table';

export function People() {
  const [q, setQ] = useState('');
  const [creating, setCreating] = useState(false);
  const [crediting, setCrediting] = useState<{ act: CreditsAct; person: AdminUser } | null>(null);
  const [said, setSaid] = useState('');
  const [refused, setRefused] = useState<Error | null>(null);
  const people = useInfiniteQuery(peopleQuery(useDebounced(q, limits.searchDelayMs)));
  const rows = people.data?.pages.flatMap((page) => page.users) ?? [];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="relative">
          <Search
            size={16}
            strokeWidth={1.5}
            className="absolute top-1/2 left-3 -translate-y-1/2 text-ink-3"
            aria-hidden
          />
          <Input
            aria-label="Search people"
            placeholder="Search by e-mail"
            value={q}
            onChange={(event) => setQ(event.target.value)}
            className="w-64 pl-9"
          />
        </div>
        <Button variant="primary" onClick={() => setCreating(true)}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          New person
        </Button>
      </div>
      {people.isPending && (
        <Loading label="Loading people" className="flex flex-col gap-2">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </Loading>
      )}
      {people.error && (
        <ProblemPanel
          compact
          title="The people could not be loaded"
          problem={people.error}
          onRetry={() => void people.refetch()}
        />
      )}
      <p role="status" className="text-sm text-ink-2 empty:hidden">
        {said}
      </p>
      {refused && <ProblemPanel compact title="That was not done" problem={refused} />}
      {people.data && rows.length === 0 && <p className="py-4 text-ink-2">Nobody has that address.</p>}
      {rows.length > 0 && (
        <PeopleTable
          rows={rows}
          onCredits={setCrediting}
          onSaid={(text) => {
            setRefused(null);
            setSaid(text);
          }}
          onRefused={setRefused}
        />
      )}
      {people.hasNextPage && (
        <Button size="sm" className="self-start" onClick={() => void people.fetchNextPage()}>
          Show more
        </Button>
      )}
      <CreatePersonDialog open={creating} onClose={() => setCreating(false)} />
      <CreditsDialog asked={crediting} onClose={() => setCrediting(null)} />
    </div>
  );
}
