import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { useChangeRules, type Tier } from '../api/tiers';
import { words } from '../tier-words';

const rates = ['runs_max', 'requests_per_minute', 'requests_burst', 'generations_per_minute'] as const;
type Rate = (typeof rates)[number];

const labels: Record<Rate, string> = {
  runs_max: words.runs,
  requests_per_minute: words.requests,
  requests_burst: words.burst,
  generations_per_minute: words.generations,
};
const pointers = ['/name', '/weight', ...rates.map((rate) => `/${rate}`)];

/** Null where nothing is written; not a number where it is none above zero. */
const wholeOf = (text: string): number | null =>
  text.trim() === '' ? null : /^[1-9]\d*$/.test(text.trim()) ? Number(text) : Number.NaN;

interface Props {
  /** The one to change; null for a new one. */
  tier: Tier | null;
  open: boolean;
  onClose: () => void;
}

function Form({ tier, onClose }: Omit<Props, 'open'>) {
  const [name, setName] = useState(tier?.name ?? '');
  const [weight, setWeight] = useState(String(tier?.weight ?? 1));
  const [texts, setTexts] = useState(
    () => Object.fromEntries(rates.map((rate) => [rate, String(tier?.[rate] ?? '')])) as Record<Rate, string>,
  );
  const [tried, setTried] = useState(false);
  const change = useChangeRules();
  const share = Number(weight);
  const nameFault = /^[a-z0-9][a-z0-9-]*$/.test(name.trim()) ? undefined : words.nameFault;
  const weightFault = share >= 0.1 && share <= 100 ? undefined : words.weightFault;
  const faultOf = (rate: Rate) => (Number.isNaN(wholeOf(texts[rate])) ? words.numberFault : undefined);
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (nameFault || weightFault || rates.some(faultOf)) return;
        const numbers = Object.fromEntries(rates.map((rate) => [rate, wholeOf(texts[rate])])) as Record<
          Rate,
          number | null
        >;
        change.mutate({ of: 'tiers', name: name.trim(), weight: share, ...numbers }, { onSuccess: onClose });
      }}
    >
      {!tier && (
        <Field
          label={words.name}
          help={words.nameHelp}
          error={(tried ? nameFault : undefined) ?? change.error?.at('/name')}
        >
          {(control) => (
            <Input
              {...control}
              spellCheck={false}
              autoCapitalize="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label={words.weight}
        help={words.weightHelp}
        error={(tried ? weightFault : undefined) ?? change.error?.at('/weight')}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            className="tabular"
            value={weight}
            onChange={(event) => setWeight(event.target.value)}
          />
        )}
      </Field>
      <div className="grid items-start gap-5 sm:grid-cols-2">
        {rates.map((rate) => (
          <Field
            key={rate}
            label={labels[rate]}
            error={(tried ? faultOf(rate) : undefined) ?? change.error?.at(`/${rate}`)}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                className="tabular"
                placeholder={words.settings}
                value={texts[rate]}
                onChange={(event) => setTexts({ ...texts, [rate]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="text-sm text-ink-3">{words.asSettings}</p>
      <FormProblem problem={change.error} shown={pointers} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={change.isPending}>
          {change.isPending ? words.saving : words.save}
        </Button>
      </div>
    </form>
  );
}

export function TierDialog({ tier, open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={tier ? tier.name : words.add}>
      <Form tier={tier} onClose={onClose} />
    </Dialog>
  );
}
