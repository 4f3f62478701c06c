import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { notify } from '@/components/ui/notices';
import type { AdminUser } from '@/lib/api/administration';
import { signedMicrosOf } from '@/lib/dollars';
import { endOfDay, isPast, money } from '@/lib/format';
import { useAdjustCredits, useGrantCredits } from '../api/people';
import { creditsWords as words } from '../words';

const pointers = ['/amount_micros', '/reason', '/expires_at'];

/** Credits are given, with an end or without; or a balance is put right, up or down. */
export type CreditsAct = 'grant' | 'adjust';

function amountFault(act: CreditsAct, amount: number): string | undefined {
  if (act === 'adjust') return amount ? undefined : words.adjustFault;
  return amount > 0 ? undefined : words.amountFault;
}

interface Props {
  act: CreditsAct;
  person: AdminUser;
  onClose: () => void;
}

function Form({ act, person, onClose }: Props) {
  const [dollars, setDollars] = useState(act === 'grant' ? '10.00' : '');
  const [reason, setReason] = useState('');
  const [ends, setEnds] = useState('');
  const [tried, setTried] = useState(false);
  const grant = useGrantCredits();
  const adjust = useAdjustCredits();
  const amount = signedMicrosOf(dollars) ?? NaN;
  const wrong = {
    amount: amountFault(act, amount),
    reason: reason.trim() ? undefined : words.reasonFault,
    ends: ends && isPast(endOfDay(ends)) ? words.endsFault : undefined,
  };
  const problem = grant.error ?? adjust.error;
  const said = { user_id: person.id, amount_micros: amount, reason: reason.trim() };
  const done = {
    onSuccess: ({ balance_micros }: { balance_micros: number }) => {
      onClose();
      notify(words.now(person.email, money(balance_micros)));
    },
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (wrong.amount || wrong.reason || wrong.ends) return;
        if (act === 'grant') grant.mutate({ ...said, ...(ends ? { expires_at: endOfDay(ends) } : {}) }, done);
        else adjust.mutate(said, done);
      }}
    >
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label={words.amount}
          help={act === 'adjust' ? words.adjustHelp : undefined}
          error={(tried ? wrong.amount : undefined) ?? problem?.at('/amount_micros')}
        >
          {(control) => (
            <Input
              {...control}
              inputMode={act === 'grant' ? 'decimal' : 'text'}
              className="tabular"
              value={dollars}
              onChange={(event) => setDollars(event.target.value)}
            />
          )}
        </Field>
        {act === 'grant' && (
          <Field
            label={words.ends}
            help={words.endsHelp}
            error={(tried ? wrong.ends : undefined) ?? problem?.at('/expires_at')}
          >
            {(control) => (
              <Input {...control} type="date" value={ends} onChange={(event) => setEnds(event.target.value)} />
            )}
          </Field>
        )}
      </div>
      <Field label={words.reason} error={(tried ? wrong.reason : undefined) ?? problem?.at('/reason')}>
        {(control) => (
          <Input
            {...control}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            placeholder={words.reasonExample[act]}
          />
        )}
      </Field>
      <FormProblem problem={problem} shown={pointers} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={grant.isPending || adjust.isPending}>
          {words.title[act]}
        </Button>
      </div>
    </form>
  );
}

interface DialogProps {
  asked: { act: CreditsAct; person: AdminUser } | null;
  onClose: () => void;
}

export function CreditsDialog({ asked, onClose }: DialogProps) {
  return (
    <Dialog
      open={asked !== null}
      onClose={onClose}
      title={asked ? words.title[asked.act] : ''}
      description={asked?.person.email}
    >
      {asked && <Form {...asked} onClose={onClose} />}
    </Dialog>
  );
}
