import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { Section } from '@/components/ui/section';
import type { AuthUser } from '@/lib/api/auth';
import { useDeleteAccount, type Removed } from '../api/removal';
import { words } from '../words';

function Gone({ report }: { report: Removed }) {
  return (
    <div className="flex flex-col items-start gap-4">
      <p role="status" className="text-ink-2">
        {words.delete.report(report.rows.total, report.objects.count)}
      </p>
      <Button variant="primary" onClick={() => window.location.assign('/')}>
        {words.delete.leave}
      </Button>
    </div>
  );
}

function Form({ account, onGone }: { account: AuthUser; onGone: (report: Removed) => void }) {
  const name = account.email ?? account.id;
  const [confirm, setConfirm] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const remove = useDeleteAccount();
  const right = confirm.trim().toLowerCase() === name;
  const fault = right ? undefined : words.delete.confirmFault;
  const shown = ['/confirm', '/password'];
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (right) remove.mutate({ confirm: confirm.trim(), password }, { onSuccess: onGone });
      }}
    >
      <Field label={words.delete.confirm(name)} error={(tried ? fault : undefined) ?? remove.error?.at('/confirm')}>
        {(control) => (
          <Input {...control} autoComplete="off" value={confirm} onChange={(event) => setConfirm(event.target.value)} />
        )}
      </Field>
      <Field label={words.delete.password} help={words.delete.passwordHelp} error={remove.error?.at('/password')}>
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="current-password"
            revealLabel="Show the password"
            hideLabel="Hide the password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <FormProblem problem={remove.error} shown={shown} />
      <Button type="submit" variant="danger" className="self-start" disabled={remove.isPending}>
        {remove.isPending ? words.delete.deleting : words.delete.do}
      </Button>
    </form>
  );
}

/** The account and all that is its person's, after a name typed by hand. */
export function DeleteSection({ account }: { account: AuthUser }) {
  const [open, setOpen] = useState(false);
  const [gone, setGone] = useState<Removed | null>(null);
  return (
    <Section title={words.delete.title} lead={words.delete.lead}>
      <Button variant="danger" className="self-start" onClick={() => setOpen(true)}>
        {words.delete.open}
      </Button>
      <Dialog
        open={open || gone !== null}
        onClose={() => (gone ? window.location.assign('/') : setOpen(false))}
        title={gone ? words.delete.done : words.delete.sure}
        description={gone ? undefined : words.delete.body}
      >
        {gone ? <Gone report={gone} /> : <Form account={account} onGone={setGone} />}
      </Dialog>
    </Section>
  );
}
