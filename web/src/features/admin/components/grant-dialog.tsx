import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { AdminUser } from '@/lib/api/types';
import { money } from '@/lib/format';
import { useGrantCredits } from '../api/people';

const microsPerDollar = 1_000_000;

function Form({ person, onClose }: { person: AdminUser; onClose: () => void }) {
  const [dollars, setDollars] = useState('10.00');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const grant = useGrantCredits();
  const amount = Math.round(Number(dollars.replace(',', '.')) * microsPerDollar);
  const amountFault = Number.isFinite(amount) && amount > 0 ? undefined : 'Write an amount in dollars, like 25.';
  const reasonFault = reason.trim() ? undefined : 'Write why. It stands in the ledger.';
  const problem = grant.error;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (amountFault || reasonFault) return;
        grant.mutate(
          { user_id: person.id, amount_micros: amount, reason: reason.trim() },
          {
            onSuccess: ({ balance_micros }) => {
              onClose();
              notify(`${person.email} now has ${money(balance_micros)}.`);
            },
          },
        );
      }}
    >
      <Field label="Amount in dollars" error={(tried ? amountFault : undefined) ?? problem?.at('/amount_micros')}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            className="tabular"
            value={dollars}
            onChange={(event) => setDollars(event.target.value)}
          />
        )}
      </Field>
      <Field label="Reason" error={(tried ? reasonFault : undefined) ?? problem?.at('/reason')}>
        {(control) => (
          <Input
            {...control}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            placeholder="November allowance"
          />
        )}
      </Field>
      {problem && problem.elsewhere(['/amount_micros', '/reason']).length === problem.problem.errors.length && (
        <ProblemPanel compact title={problem.problem.title} problem={problem} />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={grant.isPending}>
          Grant credits
        </Button>
      </div>
    </form>
  );
}

export function GrantDialog({ person, onClose }: { person: AdminUser | null; onClose: () => void }) {
  return (
    <Dialog open={person !== null} onClose={onClose} title="Grant credits" description={person?.email}>
      {person && <Form person={person} onClose={onClose} />}
    </Dialog>
  );
}
