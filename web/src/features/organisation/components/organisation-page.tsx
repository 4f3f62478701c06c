import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { AnswersSection } from '@/components/answers/answers-section';
import { AuditLog } from '@/components/audit/audit-log';
import { BudgetSection } from '@/components/budgets/budget-section';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { Page } from '@/components/ui/page';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { usageOf } from '@/components/usage/api';
import { RangePicker } from '@/components/usage/range-picker';
import { UsageTable } from '@/components/usage/usage-table';
import { paths } from '@/config/paths';
import type { Organisation } from '@/lib/api/types';
import { organisationQuery, useRename } from '../api/organisations';
import { words } from '../words';
import { GoSections } from './go-sections';
import { InvitationsSection } from './invitations-section';
import { MembersSection } from './members-section';
import { NameForm } from './name-form';
import { OrganisationKeys } from './organisation-keys';
import { OrganisationProjects } from './organisation-projects';

function Settings({ organisation }: { organisation: Organisation }) {
  const rename = useRename(organisation.id);
  return (
    <Section title={words.settings.title}>
      <NameForm
        key={organisation.name}
        label={words.name}
        initial={organisation.name}
        submit={words.settings.save}
        busy={rename.isPending ? words.settings.saving : null}
        problem={rename.error}
        onSubmit={(name) => rename.mutate(name)}
      />
      <p role="status" className="text-sm text-ink-2">
        {rename.isSuccess && words.settings.saved}
      </p>
    </Section>
  );
}

/** What was made and spent here, and who did what: for those whose role reads it. */
function Records({ id, permissions }: { id: string; permissions: readonly string[] }) {
  return (
    <>
      {permissions.includes('usage.read') && (
        <UsageTable home={usageOf(id)}>
          <RangePicker />
        </UsageTable>
      )}
      {permissions.includes('audit.read') && (
        <Section title={words.audit.title} lead={words.audit.lead}>
          <AuditLog path={`/api/organisations/${id}/audit`} />
        </Section>
      )}
    </>
  );
}

/** One organisation: its projects, its people, who is asked in, its name, and the way out. */
export function OrganisationPage({ id }: { id: string }) {
  const organisation = useQuery(organisationQuery(id));
  const data = organisation.data;
  return (
    <Page
      title={data?.name ?? words.title}
      lead={data && `${words.roles[data.role]} · ${words.rolesHelp[data.role]}`}
      actions={
        <Button variant="quiet" className="max-md:-ml-4" asChild>
          <Link to={paths.organisations}>
            <ArrowLeft size={16} strokeWidth={1.5} aria-hidden />
            {words.back}
          </Link>
        </Button>
      }
    >
      {organisation.isPending && (
        <Loading label={words.loading} className="flex flex-col gap-8">
          <Skeleton className="h-32" />
          <Skeleton className="h-32" />
        </Loading>
      )}
      {organisation.error && (
        <ProblemPanel
          compact
          title={words.failed}
          problem={organisation.error}
          onRetry={() => void organisation.refetch()}
        />
      )}
      {data && (
        <>
          <OrganisationProjects organisation={data} />
          <MembersSection organisation={data} />
          {data.permissions.includes('invitations.manage') && <InvitationsSection organisation={data} />}
          {data.permissions.includes('provider_keys.manage') && <OrganisationKeys organisation={data} />}
          <BudgetSection
            home={{ scope: 'organisation', subjectId: id, admin: false }}
            mayAdd={data.permissions.includes('organisation.update')}
          />
          {data.permissions.includes('organisation.update') && (
            <AnswersSection path={`/api/organisations/${id}/answers`} />
          )}
          <Records id={id} permissions={data.permissions} />
          {data.permissions.includes('organisation.update') && <Settings organisation={data} />}
          <GoSections organisation={data} />
        </>
      )}
    </Page>
  );
}
