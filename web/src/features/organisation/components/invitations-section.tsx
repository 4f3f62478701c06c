import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Select } from '@/components/ui/select';
import { looksLikeEmail } from '@/lib/email';
import { day } from '@/lib/format';
import type { Organisation, Role } from '@/lib/api/types';
import { roles } from '@/lib/roles';
import { invitationsQuery, useInvite, useResend, useWithdraw, type Invitation } from '../api/organisations';
import { words } from '../words';

function InviteForm({ organisation }: { organisation: Organisation }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [tried, setTried] = useState(false);
  const invite = useInvite(organisation.id);
  const fault = looksLikeEmail(email) ? undefined : words.invitations.fault;
  const offered = roles.filter((one) => one !== 'owner' || organisation.permissions.includes('owners.manage'));
  return (
    <form
      noValidate
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fault) return;
        invite.mutate(
          { email, role },
          {
            onSuccess: () => {
              setEmail('');
              setTried(false);
            },
          },
        );
      }}
    >
      <div className="flex w-full max-w-[640px] flex-wrap items-start gap-4">
        <Field
          label={words.invitations.field}
          error={(tried ? fault : undefined) ?? invite.error?.at('/email')}
          className="min-w-60 grow"
        >
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.target.value.trim())}
            />
          )}
        </Field>
        <Field label={words.invitations.role} help={words.rolesHelp[role]} className="w-60">
          {(control) => (
            <Select
              {...control}
              value={role}
              options={offered.map((one) => ({ value: one, label: words.roles[one] }))}
              onChange={(next) => setRole(next as Role)}
            />
          )}
        </Field>
      </div>
      {invite.error && !invite.error.at('/email') && (
        <ProblemPanel compact title={invite.error.problem.title} problem={invite.error} />
      )}
      <Button type="submit" disabled={invite.isPending}>
        {invite.isPending ? words.invitations.sending : words.invitations.send}
      </Button>
      <p role="status" className="text-sm text-ink-2">
        {invite.isSuccess && email === '' && words.invitations.sent(invite.data.email)}
      </p>
    </form>
  );
}

function Row({ organisation, invitation }: { organisation: Organisation; invitation: Invitation }) {
  const resend = useResend(organisation.id);
  const withdraw = useWithdraw(organisation.id);
  const [shown] = useState(() => Date.now());
  const over = new Date(invitation.expires_at).getTime() < shown;
  const refusal = resend.error ?? withdraw.error;
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 last:border-0">
      <span className="min-w-0 grow truncate text-ink max-md:basis-full">{invitation.email}</span>
      <span className="w-20 text-ink-2">{words.roles[invitation.role]}</span>
      <span className={over ? 'w-36 text-sm text-warn' : 'tabular w-36 text-sm text-ink-3'}>
        {over ? words.invitations.over : `${words.invitations.until} ${day(invitation.expires_at)}`}
      </span>
      <div className="flex gap-1">
        <Button
          variant="quiet"
          size="sm"
          aria-label={words.invitations.againTo(invitation.email)}
          disabled={resend.isPending}
          onClick={() => resend.mutate(invitation.id)}
        >
          {words.invitations.again}
        </Button>
        <Button
          variant="quiet"
          size="sm"
          aria-label={words.invitations.withdrawOf(invitation.email)}
          disabled={withdraw.isPending}
          onClick={() => withdraw.mutate(invitation.id)}
        >
          {words.invitations.withdraw}
        </Button>
      </div>
      {refusal && (
        <p role="alert" className="basis-full text-sm text-bad">
          {refusal.problem.detail}
        </p>
      )}
    </li>
  );
}

/** Asking people in, and who has not come yet. */
export function InvitationsSection({ organisation }: { organisation: Organisation }) {
  const invitations = useQuery(invitationsQuery(organisation.id));
  return (
    <Section title={words.invitations.title} lead={words.invitations.lead}>
      <InviteForm organisation={organisation} />
      {invitations.error && (
        <ProblemPanel
          compact
          title={words.invitations.failed}
          problem={invitations.error}
          onRetry={() => void invitations.refetch()}
        />
      )}
      {invitations.data?.length === 0 && <p className="text-ink-2">{words.invitations.none}</p>}
      {invitations.data && invitations.data.length > 0 && (
        <ul aria-label={words.invitations.list} className="flex flex-col">
          {invitations.data.map((invitation) => (
            <Row key={invitation.id} organisation={organisation} invitation={invitation} />
          ))}
        </ul>
      )}
    </Section>
  );
}
