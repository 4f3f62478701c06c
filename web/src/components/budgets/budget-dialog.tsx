import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import type { Budget } from '@/lib/api/money';
import { dollarsOf, microsOf } from '@/lib/dollars';
import { useSetBudget, type BudgetHome } from './api';
import { words } from './words';

const pointers = ['/soft_micros', '/hard_micros', '/period'];

interface Props {
  home: BudgetHome;
  /** The one to change; null for a new one. */
  budget: Budget | null;
  open: boolean;
  onClose: () => void;
}

function faults(soft: number | null, hard: number | null) {
  const none = soft === null && hard === null ? words.oneFault : undefined;
  const order = soft !== null && hard !== null && soft > hard ? words.orderFault : undefined;
  return {
    hard: Number.isNaN(hard) ? words.amountFault : none,
    soft: Number.isNaN(soft) ? words.amountFault : order,
  };
}

function Form({ home, budget, onClose }: Omit<Props, 'open'>) {
  const [period, setPeriod] = useState<Budget['period']>(budget?.period ?? 'month');
  const [hard, setHard] = useState(dollarsOf(budget?.hard_micros ?? null));
  const [soft, setSoft] = useState(dollarsOf(budget?.soft_micros ?? null));
  const [tried, setTried] = useState(false);
  const set = useSetBudget(home);
  const draft = { period, soft_micros: microsOf(soft), hard_micros: microsOf(hard) };
  const wrong = faults(draft.soft_micros, draft.hard_micros);
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!wrong.hard && !wrong.soft) set.mutate(draft, { onSuccess: onClose });
      }}
    >
      {!budget && (
        <Segmented
          label={words.period}
          value={period}
          segments={[
            { value: 'day', label: words.every.day },
            { value: 'month', label: words.every.month },
            { value: 'total', label: words.every.total },
          ]}
          onChange={setPeriod}
        />
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label={words.hard}
          help={words.hardHelp}
          error={(tried ? wrong.hard : undefined) ?? set.error?.at('/hard_micros')}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              className="tabular"
              value={hard}
              onChange={(event) => setHard(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={words.soft}
          help={words.softHelp}
          error={(tried ? wrong.soft : undefined) ?? set.error?.at('/soft_micros')}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              className="tabular"
              value={soft}
              onChange={(event) => setSoft(event.target.value)}
            />
          )}
        </Field>
      </div>
      <FormProblem problem={set.error} shown={pointers} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={set.isPending}>
          {set.isPending ? words.saving : words.save}
        </Button>
      </div>
    </form>
  );
}

export function BudgetDialog({ open, onClose, ...rest }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={words.dialog}>
      <Form {...rest} onClose={onClose} />
    </Dialog>
  );
}
