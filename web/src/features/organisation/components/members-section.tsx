import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { day } from '@/lib/format';
import { useUser } from '@/lib/queries/session';
import type { Organisation, Role } from '@/lib/api/types';
import { roles } from '@/lib/roles';
import { membersQuery, useChangeRole, useRemoveMember, type Member } from '../api/organisations';
import { words } from '../words';

const called = (member: Member) => member.name ?? member.email ?? member.user_id;

/** Whose role this person may change, and into what. */
function choices(organisation: Organisation, member: Member): readonly Role[] {
  if (organisation.permissions.includes('owners.manage')) return roles;
  if (organisation.permissions.includes('members.update') && member.role !== 'owner') {
    return roles.filter((role) => role !== 'owner');
  }
  return [];
}

function mayRemove(organisation: Organisation, member: Member): boolean {
  return organisation.permissions.includes(member.role === 'owner' ? 'owners.manage' : 'members.remove');
}

interface RowProps {
  organisation: Organisation;
  member: Member;
  own: boolean;
  onRole: (role: Role) => void;
  onRemove: () => void;
}

function Row({ organisation, member, own, onRole, onRemove }: RowProps) {
  const allowed = choices(organisation, member);
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 last:border-0">
      <div className="flex min-w-0 grow flex-col max-md:basis-full">
        <span className="truncate text-ink">
          {called(member)} {own && <span className="text-sm text-ink-3">{words.members.you}</span>}
        </span>
        {member.name && <span className="truncate text-sm text-ink-3">{member.email}</span>}
      </div>
      <span className="tabular w-36 text-sm text-ink-3 max-md:hidden">
        {words.members.since} {day(member.joined_at)}
      </span>
      {allowed.length > 0 ? (
        <Select
          aria-label={words.members.roleOf(called(member))}
          className="w-36"
          value={member.role}
          options={allowed.map((role) => ({ value: role, label: words.roles[role] }))}
          onChange={(role) => role !== member.role && onRole(role as Role)}
        />
      ) : (
        <span className="w-36 text-ink-2" title={words.members.notAllowed}>
          {words.roles[member.role]}
        </span>
      )}
      <div className="flex w-24 justify-end">
        {!own && mayRemove(organisation, member) && (
          <Button variant="quiet" size="sm" aria-label={words.members.removeOf(called(member))} onClick={onRemove}>
            {words.members.remove}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Who works here, in which role. What this person may not change is shown as words. */
export function MembersSection({ organisation }: { organisation: Organisation }) {
  const user = useUser();
  const members = useQuery(membersQuery(organisation.id));
  const change = useChangeRole(organisation.id);
  const remove = useRemoveMember(organisation.id);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const refusal = change.error ?? remove.error;
  return (
    <Section title={words.members.title}>
      {members.isPending && (
        <Loading label={words.members.loading} className="flex flex-col gap-2">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </Loading>
      )}
      {members.error && (
        <ProblemPanel
          compact
          title={words.members.failed}
          problem={members.error}
          onRetry={() => void members.refetch()}
        />
      )}
      {refusal && <ProblemPanel compact title={refusal.problem.title} problem={refusal} />}
      {members.data && (
        <ul aria-label={words.members.list} className="flex flex-col">
          {members.data.map((member) => (
            <Row
              key={member.user_id}
              organisation={organisation}
              member={member}
              own={member.user_id === user?.id}
              onRole={(role) => change.mutate({ user: member.user_id, role })}
              onRemove={() => setLeaving(member)}
            />
          ))}
        </ul>
      )}
      <ConfirmDialog
        open={leaving !== null}
        title={leaving ? words.members.removeSure(called(leaving)) : ''}
        body={words.members.removeBody}
        confirm={words.members.remove}
        onConfirm={() => leaving && remove.mutate(leaving.user_id)}
        onClose={() => setLeaving(null)}
      />
    </Section>
  );
}
