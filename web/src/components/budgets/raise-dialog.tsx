import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import type { Budget } from '@/lib/api/money';
import { endOfDay, isPast } from '@/lib/format';
import { microsOf } from '@/lib/dollars';
import { useRaiseBudget } from './api';
import { words } from './words';

const pointers = ['/hard_micros', '/until'];

function Form({ budget, onClose }: { budget: Budget; onClose: () => void }) {
  const [amount, setAmount] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const raise = useRaiseBudget();
  const micros = microsOf(amount);
  const wrong = {
    amount: micros === null || Number.isNaN(micros) ? words.amountFault : undefined,
    until: !until || isPast(endOfDay(until)) ? words.untilFault : undefined,
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (micros === null || wrong.amount || wrong.until) return;
        raise.mutate({ id: budget.id, hard_micros: micros, until: endOfDay(until) }, { onSuccess: onClose });
      }}
    >
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={words.raiseTo} error={(tried ? wrong.amount : undefined) ?? raise.error?.at('/hard_micros')}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              className="tabular"
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.until} error={(tried ? wrong.until : undefined) ?? raise.error?.at('/until')}>
          {(control) => (
            <Input {...control} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
          )}
        </Field>
      </div>
      <FormProblem problem={raise.error} shown={pointers} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={raise.isPending}>
          {words.raiseDo}
        </Button>
      </div>
    </form>
  );
}

export function RaiseDialog({ budget, onClose }: { budget: Budget | null; onClose: () => void }) {
  return (
    <Dialog open={budget !== null} onClose={onClose} title={words.raiseTitle}>
      {budget && <Form budget={budget} onClose={onClose} />}
    </Dialog>
  );
}
