import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { paths } from '@/config/paths';
import { useUser } from '@/lib/queries/session';
import type { Organisation } from '@/lib/api/types';
import { deletePath, leavePath, useGo } from '../api/organisations';
import { words } from '../words';

function Leave({ organisation, onGone }: { organisation: Organisation; onGone: () => void }) {
  const user = useUser();
  const go = useGo(organisation.id);
  const [asking, setAsking] = useState(false);
  return (
    <Section title={words.leave.title} lead={words.leave.lead}>
      {go.error && <ProblemPanel compact title={go.error.problem.title} problem={go.error} />}
      <Button className="self-start" disabled={go.isPending} onClick={() => setAsking(true)}>
        {words.leave.do}
      </Button>
      <ConfirmDialog
        open={asking}
        title={words.leave.sure(organisation.name)}
        body={words.leave.lead}
        confirm={words.leave.do}
        cancel={words.leave.stay}
        onConfirm={() => user && go.mutate(leavePath(organisation.id, user.id), { onSuccess: onGone })}
        onClose={() => setAsking(false)}
      />
    </Section>
  );
}

function Delete({ organisation, onGone }: { organisation: Organisation; onGone: () => void }) {
  const go = useGo(organisation.id);
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const right = typed.trim() === organisation.name;
  return (
    <Section title={words.remove.title} lead={words.remove.lead}>
      <form
        noValidate
        className="flex max-w-[400px] flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (right) go.mutate(deletePath(organisation.id), { onSuccess: onGone });
        }}
      >
        <Field
          label={words.remove.field(organisation.name)}
          error={tried && !right ? words.remove.fault : undefined}
          className="w-full"
        >
          {(control) => (
            <Input {...control} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
        {go.error && <ProblemPanel compact title={go.error.problem.title} problem={go.error} />}
        <Button type="submit" variant="danger" disabled={go.isPending}>
          {go.isPending ? words.remove.deleting : words.remove.do}
        </Button>
      </form>
    </Section>
  );
}

/** The ways out: for oneself, and for the whole organisation. */
export function GoSections({ organisation }: { organisation: Organisation }) {
  const navigate = useNavigate();
  const gone = () => void navigate({ to: paths.organisations });
  return (
    <>
      <Leave organisation={organisation} onGone={gone} />
      {organisation.permissions.includes('organisation.delete') && <Delete organisation={organisation} onGone={gone} />}
    </>
  );
}
