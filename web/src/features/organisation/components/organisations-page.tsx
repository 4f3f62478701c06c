import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronRight, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { Page } from '@/components/ui/page';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { paths } from '@/config/paths';
import type { Organisation } from '@/lib/api/types';
import { organisationsQuery } from '@/lib/queries/organisations';
import { useCreate } from '../api/organisations';
import { words } from '../words';
import { NameForm } from './name-form';

function Rows({ rows }: { rows: readonly Organisation[] }) {
  return (
    <ul aria-label={words.title} className="flex flex-col border-t border-line">
      {rows.map((one) => (
        <li key={one.id} className="border-b border-line">
          <Link
            to={paths.organisation}
            params={{ organisationId: one.id }}
            className="group flex min-h-14 items-center gap-4 py-2 hover:bg-panel md:-mx-3 md:px-3"
          >
            <span className="min-w-0 grow truncate font-medium text-ink">{one.name}</span>
            <span className="tabular text-sm text-ink-3 max-md:hidden">{words.people(one.member_count)}</span>
            <span className="w-20 text-sm text-ink-2">{words.roles[one.role]}</span>
            <ChevronRight size={16} strokeWidth={1.5} aria-hidden className="text-ink-3 group-hover:text-ink" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The organisations somebody works in; each opens its own page. */
export function OrganisationsPage() {
  const [creating, setCreating] = useState(false);
  const navigate = useNavigate();
  const organisations = useQuery(organisationsQuery);
  const create = useCreate();
  const open = () => setCreating(true);
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        (organisations.data?.length ?? 0) > 0 && (
          <Button variant="primary" onClick={open}>
            <Plus size={16} strokeWidth={1.5} aria-hidden />
            {words.create}
          </Button>
        )
      }
    >
      {organisations.isPending && (
        <Loading label={words.loading} className="flex flex-col gap-1">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </Loading>
      )}
      {organisations.error && (
        <ProblemPanel
          compact
          title={words.failed}
          problem={organisations.error}
          onRetry={() => void organisations.refetch()}
        />
      )}
      {organisations.data?.length === 0 && (
        <Empty
          className="px-0 md:px-0"
          title={words.none}
          body={words.noneBody}
          action={
            <Button variant="primary" size="lg" onClick={open}>
              {words.create}
            </Button>
          }
        />
      )}
      {organisations.data && organisations.data.length > 0 && <Rows rows={organisations.data} />}
      <Dialog open={creating} onClose={() => setCreating(false)} title={words.create}>
        <NameForm
          label={words.name}
          submit={words.createDo}
          busy={create.isPending ? words.creating : null}
          problem={create.error}
          primary
          extra={<Button onClick={() => setCreating(false)}>{words.cancel}</Button>}
          onSubmit={(name) =>
            create.mutate(name, {
              onSuccess: (made) => void navigate({ to: paths.organisation, params: { organisationId: made.id } }),
            })
          }
        />
      </Dialog>
    </Page>
  );
}
