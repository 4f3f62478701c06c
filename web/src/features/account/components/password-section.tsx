import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { Field } from '@/components/ui/field';
import { PasswordInput } from '@/components/ui/password-input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import type { AuthUser } from '@/lib/api/auth';
import { codeOf, isCode } from '@/lib/code';
import { useDoors } from '@/lib/queries/session';
import { passwordFault, passwordHint } from '@/lib/password';
import { useAskForCode, useChangeAccount } from '../api/account';
import { words } from '../words';

/** A new password; where the sign-in is old the server asks for a code from a message, and so does the form then. */
export function PasswordSection({ account }: { account: AuthUser }) {
  const owner = account.app_metadata.role === 'admin' ? 'administrator' : 'person';
  const rule = useDoors().password;
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const change = useChangeAccount();
  const ask = useAskForCode();
  const needsCode = ask.isPending || ask.isSuccess;
  const passwordWrong = passwordFault(password, owner, rule);
  const codeWrong = needsCode && !isCode(code) ? words.password.codeFault : undefined;
  const refusal = change.error?.code === 'reauthentication_needed' ? ask.error : (change.error ?? ask.error);

  const save = () => {
    setTried(true);
    if (passwordWrong || codeWrong) return;
    change.mutate(
      { password, ...(needsCode ? { nonce: codeOf(code) } : {}) },
      {
        onSuccess: () => {
          setPassword('');
          setCode('');
          setTried(false);
          ask.reset();
        },
        onError: (problem) => {
          if (problem.code !== 'reauthentication_needed') return;
          setTried(false);
          ask.mutate();
        },
      },
    );
  };

  return (
    <Section title={words.password.title} lead={words.password.lead}>
      <form
        noValidate
        className="flex flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {/* Password managers file the new password under this name. */}
        <input hidden readOnly type="email" name="username" autoComplete="username" value={account.email} />
        <Field
          label={words.password.field}
          help={passwordHint(owner, rule)}
          error={tried ? passwordWrong : undefined}
          className="w-full"
        >
          {(control) => (
            <PasswordInput
              {...control}
              name="password"
              autoComplete="new-password"
              revealLabel="Show the password"
              hideLabel="Hide the password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {needsCode && (
          <CodeField
            label={words.password.code}
            help={words.password.codeHelp}
            error={tried ? codeWrong : undefined}
            value={code}
            onChange={setCode}
          />
        )}
        {refusal && <ProblemPanel compact title={refusal.problem.title} problem={refusal} />}
        <Button type="submit" disabled={change.isPending || ask.isPending}>
          {change.isPending ? words.password.saving : words.password.save}
        </Button>
        <p role="status" className="text-sm text-ink-2">
          {change.isSuccess && password === '' && words.password.saved}
        </p>
      </form>
    </Section>
  );
}
