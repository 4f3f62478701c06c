import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { TimeAgo } from '@/components/ui/time-ago';
import type { AuthUser } from '@/lib/api/auth';
import { looksLikeEmail } from '@/lib/email';
import { useChangeAccount, useResendChange, useWithdrawChange } from '../api/account';
import { words } from '../words';

/** The address and the one that waits to take its place. */
export function EmailSection({ account }: { account: AuthUser }) {
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const change = useChangeAccount();
  const fault = faultOf(email, account.email);
  return (
    <Section
      title={words.email.title}
      lead={
        <>
          {words.email.lead} <span className="font-medium break-words text-ink">{account.email}</span>.
        </>
      }
    >
      {account.new_email && <Pending account={account} next={account.new_email} />}
      <form
        noValidate
        className="flex flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (fault) return;
          change.mutate(
            { email },
            {
              onSuccess: () => {
                setEmail('');
                setTried(false);
              },
            },
          );
        }}
      >
        <Field label={words.email.field} error={tried ? fault : undefined} className="w-full">
          {(control) => (
            <Input
              {...control}
              type="email"
              name="email"
              autoComplete="email"
              value={email}
              onChange={(event) => setEmail(event.target.value.trim())}
            />
          )}
        </Field>
        {change.error && <ProblemPanel compact title={change.error.problem.title} problem={change.error} />}
        <Button type="submit" disabled={change.isPending}>
          {change.isPending ? words.email.saving : words.email.save}
        </Button>
      </form>
    </Section>
  );
}

function faultOf(email: string, current: string): string | undefined {
  if (!looksLikeEmail(email)) return words.email.fault;
  return email.toLowerCase() === current.toLowerCase() ? words.email.same : undefined;
}

function Pending({ account, next }: { account: AuthUser; next: string }) {
  const again = useResendChange();
  const withdraw = useWithdrawChange();
  const failure = again.error ?? withdraw.error;
  return (
    <div role="status" className="flex flex-col items-start gap-2 rounded-panel bg-panel p-4">
      <p>
        {words.email.pending} <span className="font-medium break-words">{next}</span>
        {account.email_change_sent_at && (
          <>
            {', '}
            <TimeAgo at={account.email_change_sent_at} className="text-ink-2" />
          </>
        )}
      </p>
      <p className="max-w-[60ch] text-sm text-ink-2">{words.email.pendingLead}</p>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Button size="sm" disabled={again.isPending} onClick={() => again.mutate(account.email)}>
          {again.isPending ? words.email.sending : words.email.again}
        </Button>
        <Button size="sm" variant="quiet" disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {words.email.withdraw}
        </Button>
        {again.isSuccess && <p className="text-sm text-ink-2">{words.email.sentAgain}</p>}
      </div>
      {failure && <ProblemPanel compact title={failure.problem.title} problem={failure} />}
    </div>
  );
}
