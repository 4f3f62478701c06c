import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { ApiProblem } from '@/lib/api/problem';
import type { Doors } from '@/lib/api/types';
import { looksLikeEmail } from '@/lib/email';
import { passwordFault, passwordHint, type PasswordOwner } from '@/lib/password';
import { useDoors } from '@/lib/queries/session';
import { useCaptcha } from './captcha';

export interface Credentials {
  email: string;
  password: string;
  captcha_token?: string;
}

interface Props {
  submit: string;
  busy: string;
  pending: boolean;
  problem: ApiProblem | null;
  /** Whether the server may ask for a challenge. */
  guarded?: boolean;
  /** For whom a password is being chosen now; absent when it is only remembered. */
  choosing?: PasswordOwner;
  onSubmit: (credentials: Credentials) => void;
}

function faultsOf(
  { email, password }: Credentials,
  choosing: PasswordOwner | undefined,
  rule: Doors['password'],
): Partial<Credentials> {
  const wrong = choosing
    ? passwordFault(password, choosing, rule)
    : password === ''
      ? 'Write your password.'
      : undefined;
  return {
    ...(looksLikeEmail(email) ? {} : { email: 'Write your e-mail address, like name@example.org.' }),
    ...(wrong ? { password: wrong } : {}),
  };
}

/** E-mail and password, all faults at once. */
export function CredentialsForm({ submit, busy, pending, problem, guarded = true, choosing, onSubmit }: Props) {
  const rule = useDoors().password;
  const captcha = useCaptcha();
  const { renew } = captcha;
  useEffect(() => {
    if (problem) renew();
  }, [problem, renew]);
  const [values, setValues] = useState<Credentials>({ email: '', password: '' });
  const [tried, setTried] = useState(false);
  const faults = tried ? faultsOf(values, choosing, rule) : {};
  const inline = (problem?.problem.errors.length ?? 0) > 0 && problem?.elsewhere(['/email', '/password']).length === 0;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(faultsOf(values, choosing, rule)).length > 0 || (guarded && captcha.missing())) return;
        onSubmit({ ...values, ...(guarded ? captcha.proof : {}) });
      }}
    >
      <Field label="E-mail" error={faults.email ?? problem?.at('/email')}>
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            value={values.email}
            onChange={(event) => setValues({ ...values, email: event.target.value.trim() })}
            className="h-11"
          />
        )}
      </Field>
      <Field
        label="Password"
        help={choosing && passwordHint(choosing, rule)}
        error={faults.password ?? problem?.at('/password')}
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            className="h-11"
            autoComplete={choosing ? 'new-password' : 'current-password'}
            revealLabel="Show the password"
            hideLabel="Hide the password"
            value={values.password}
            onChange={(event) => setValues({ ...values, password: event.target.value })}
          />
        )}
      </Field>
      {guarded && captcha.field}
      {problem && !inline && <ProblemPanel compact title={problem.problem.title} problem={problem} />}
      <Button type="submit" variant="primary" size="lg" disabled={pending}>
        {pending ? busy : submit}
      </Button>
    </form>
  );
}
