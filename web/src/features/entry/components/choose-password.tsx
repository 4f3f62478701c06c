import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Loading } from '@/components/ui/loading';
import { PasswordInput } from '@/components/ui/password-input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { AuthUser } from '@/lib/api/auth';
import { passwordFault, passwordHint } from '@/lib/password';
import { arrivedQuery, useChoosePassword } from '../api/messages';
import { words } from '../words';
import { EntryFrame } from './entry-frame';

/** Whoever came by a link or code chooses a password and is in. */
export function ChoosePassword({ token, onDone }: { token: string; onDone: () => void }) {
  const account = useQuery(arrivedQuery(token));
  return (
    <EntryFrame title={words.choose.title} heading={words.choose.heading} lead={words.choose.lead}>
      {account.isPending && (
        <Loading label={words.choose.loading} className="flex flex-col gap-5">
          <Skeleton className="h-5 w-48" />
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
        </Loading>
      )}
      {account.error && (
        <ProblemPanel
          compact
          title={words.choose.failed}
          problem={account.error}
          onRetry={() => void account.refetch()}
        />
      )}
      {account.data && <PasswordForm account={account.data} token={token} onDone={onDone} />}
    </EntryFrame>
  );
}

function PasswordForm({ account, token, onDone }: { account: AuthUser; token: string; onDone: () => void }) {
  const owner = account.app_metadata.role === 'admin' ? 'administrator' : 'person';
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const choose = useChoosePassword(token);
  const fault = passwordFault(password, owner);
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!fault) choose.mutate(password, { onSuccess: onDone });
      }}
    >
      <p className="break-words text-ink-2">
        {words.choose.account} <span className="font-medium text-ink">{account.email}</span>
      </p>
      {/* Password managers file the new password under this name. */}
      <input hidden readOnly type="email" name="email" autoComplete="username" value={account.email} />
      <Field label={words.choose.field} help={passwordHint(owner)} error={tried ? fault : undefined}>
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            className="h-11"
            autoComplete="new-password"
            autoFocus
            revealLabel="Show the password"
            hideLabel="Hide the password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {choose.error && <ProblemPanel compact title={choose.error.problem.title} problem={choose.error} />}
      <Button type="submit" variant="primary" size="lg" disabled={choose.isPending}>
        {choose.isPending ? words.choose.busy : words.choose.submit}
      </Button>
    </form>
  );
}
