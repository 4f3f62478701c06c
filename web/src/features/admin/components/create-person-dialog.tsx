import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { Switch } from '@/components/ui/switch';
import { passwordFault, passwordHint } from '@/lib/password';
import { useDoors } from '@/lib/queries/session';
import { useCreatePerson } from '../api/people';

function Form({ onClose }: { onClose: () => void }) {
  const [person, setPerson] = useState({ email: '', password: '', is_admin: false });
  const [tried, setTried] = useState(false);
  const create = useCreatePerson();
  const rule = useDoors().password;
  const problem = create.error;
  const emailFault = /^\S+@\S+$/.test(person.email) ? undefined : 'Write their e-mail address.';
  const owner = person.is_admin ? 'administrator' : 'person';
  const wrong = passwordFault(person.password, owner, rule);
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!emailFault && !wrong) create.mutate(person, { onSuccess: onClose });
      }}
    >
      <Field label="E-mail" error={(tried ? emailFault : undefined) ?? problem?.at('/email')}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            value={person.email}
            onChange={(event) => setPerson({ ...person, email: event.target.value.trim() })}
          />
        )}
      </Field>
      <Field
        label="First password"
        help={`${passwordHint(owner, rule)} Hand it over in person; they change it later.`}
        error={(tried ? wrong : undefined) ?? problem?.at('/password')}
      >
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="new-password"
            revealLabel="Show the password"
            hideLabel="Hide the password"
            value={person.password}
            onChange={(event) => setPerson({ ...person, password: event.target.value })}
          />
        )}
      </Field>
      <Field label="May administer this studio" className="flex-row items-center justify-between">
        {(control) => (
          <Switch
            id={control.id}
            checked={person.is_admin}
            onChange={(is_admin) => setPerson({ ...person, is_admin })}
          />
        )}
      </Field>
      <FormProblem problem={problem} shown={['/email', '/password']} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={create.isPending}>
          Create account
        </Button>
      </div>
    </form>
  );
}

export function CreatePersonDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="New person">
      <Form onClose={onClose} />
    </Dialog>
  );
}
