import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Loading } from '@/components/ui/loading';
import { PasswordInput } from '@/components/ui/password-input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { AuthUser } from '@/lib/api/auth';
import type { ApiProblem } from '@/lib/api/problem';
import { useDoors } from '@/lib/queries/session';
import { passwordFault, passwordHint } from '@/lib/password';
import { enterByToken, useLetIn, type Entered, type SecondStep } from '../api/enter';
import { arrivedQuery, useSavePassword } from '../api/messages';
import { words } from '../words';
import { EntryFrame } from './entry-frame';
import { SecondStepPage } from './second-step';

interface Props {
  token: string;
  said: { title: string; heading: string; lead: string };
  onDone: () => void;
  /** Where a second step is given up. */
  onBack: () => void;
}

/** Whoever came by a link or code chooses a password and is in; an authenticator is asked in between. */
export function ChoosePassword({ token, said, onDone, onBack }: Props) {
  const account = useQuery(arrivedQuery(token));
  const [step, setStep] = useState<SecondStep | null>(null);
  const [chosen, setChosen] = useState('');
  const enter = useMutation({ mutationFn: enterByToken });
  const save = useSavePassword();
  const letIn = useLetIn();
  const keep = (password: string, entered?: Entered) =>
    save.mutate(password, {
      onSuccess: () => {
        if (entered) letIn(entered);
        onDone();
      },
      // The sign-in stands; the form says what is wrong with the password.
      onError: () => setStep(null),
    });
  const choose = (password: string) => {
    setChosen(password);
    enter.mutate(token, {
      onSuccess: (entered) => ('second_step' in entered ? setStep(entered.second_step) : keep(password, entered)),
    });
  };
  if (step) return <SecondStepPage step={step} onDone={() => keep(chosen)} onBack={onBack} />;
  return (
    <EntryFrame {...said}>
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
      {account.data && (
        <PasswordForm
          account={account.data}
          initial={chosen}
          pending={enter.isPending || save.isPending}
          problem={enter.error ?? save.error}
          onChosen={choose}
        />
      )}
    </EntryFrame>
  );
}

interface FormProps {
  account: AuthUser;
  initial: string;
  pending: boolean;
  problem: ApiProblem | null;
  onChosen: (password: string) => void;
}

function PasswordForm({ account, initial, pending, problem, onChosen }: FormProps) {
  const owner = account.app_metadata.role === 'admin' ? 'administrator' : 'person';
  const rule = useDoors().password;
  const [password, setPassword] = useState(initial);
  const [tried, setTried] = useState(false);
  const fault = passwordFault(password, owner, rule);
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!fault) onChosen(password);
      }}
    >
      <p className="break-words text-ink-2">
        {words.choose.account} <span className="font-medium text-ink">{account.email}</span>
      </p>
      {/* Password managers file the new password under this name. */}
      <input hidden readOnly type="email" name="email" autoComplete="username" value={account.email} />
      <Field label={words.choose.field} help={passwordHint(owner, rule)} error={tried ? fault : undefined}>
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
      {problem && <ProblemPanel compact title={problem.problem.title} problem={problem} />}
      <Button type="submit" variant="primary" size="lg" disabled={pending}>
        {pending ? words.choose.busy : words.choose.submit}
      </Button>
    </form>
  );
}
