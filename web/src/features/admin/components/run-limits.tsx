import { CircleX, Plus } from 'lucide-react';
import { useState } from 'react';
import { useSeenPeople } from '@/components/people/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { notify } from '@/components/ui/notices';
import { Section } from '@/components/ui/section';
import { Segmented } from '@/components/ui/segmented';
import { runScopes, useChangeRules, type QueueRules, type RunScope } from '../api/tiers';
import { words as all } from '../tier-words';

const words = all.runsAtOnce;
const runsMax = 2000;

function Form({ onClose }: { onClose: () => void }) {
  const [scope, setScope] = useState<RunScope>('provider');
  const [name, setName] = useState('');
  const [number, setNumber] = useState('');
  const [tried, setTried] = useState(false);
  const change = useChangeRules();
  const count = Number(number);
  const nameFault = name.trim() ? undefined : words.nameFault;
  const numberFault = Number.isInteger(count) && count >= 1 && count <= runsMax ? undefined : words.numberFault;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (nameFault || numberFault) return;
        change.mutate({ of: 'limits', scope, name: name.trim(), runs_max: count }, { onSuccess: onClose });
      }}
    >
      <Segmented
        label={words.of}
        value={scope}
        segments={runScopes.map((value) => ({ value, label: words.scopes[value] }))}
        onChange={setScope}
      />
      <Field label={words.names[scope]} error={(tried ? nameFault : undefined) ?? change.error?.at('/name')}>
        {(control) => (
          <Input
            {...control}
            spellCheck={false}
            autoCapitalize="off"
            className="font-mono"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={words.number} error={(tried ? numberFault : undefined) ?? change.error?.at('/runs_max')}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            className="tabular"
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
        )}
      </Field>
      <FormProblem problem={change.error} shown={['/name', '/runs_max']} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{all.cancel}</Button>
        <Button type="submit" variant="primary" disabled={change.isPending}>
          {change.isPending ? all.saving : words.save}
        </Button>
      </div>
    </form>
  );
}

/** How many runs of one provider, model, key or person go on at once. */
export function RunLimits({ rules }: { rules: QueueRules }) {
  const [adding, setAdding] = useState(false);
  const seen = useSeenPeople();
  const change = useChangeRules();
  return (
    <Section
      title={words.title}
      lead={words.lead}
      action={
        <Button onClick={() => setAdding(true)}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          {words.add}
        </Button>
      }
    >
      {rules.limits.length === 0 && <p className="text-ink-2">{words.none}</p>}
      <ul aria-label={words.title} className="empty:hidden">
        {rules.limits.map(({ scope, name, runs_max }) => {
          const shown = (scope === 'person' && seen.find(({ id }) => id === name)?.name) || name;
          return (
            <li
              key={`${scope} ${name}`}
              className="flex min-h-12 items-center gap-4 border-b border-line last:border-0"
            >
              <div className="min-w-0 grow">
                <p className="truncate">{shown}</p>
                <p className="text-sm text-ink-3">{words.scopes[scope]}</p>
              </div>
              <span className="tabular shrink-0 text-sm text-ink-2">{words.atMost(runs_max)}</span>
              <IconButton
                icon={CircleX}
                label={words.remove(shown)}
                disabled={change.isPending}
                onClick={() =>
                  change.mutate(
                    { of: 'limits', scope, name, runs_max: null },
                    { onError: (problem) => notify(problem.message) },
                  )
                }
              />
            </li>
          );
        })}
      </ul>
      <Dialog open={adding} onClose={() => setAdding(false)} title={words.dialog}>
        <Form onClose={() => setAdding(false)} />
      </Dialog>
    </Section>
  );
}
