import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { listed, toggled } from '@/lib/listed';
import { useAddWorker } from '../api/workers';
import { workerWords as words } from '../words';
import type { Credential } from './worker-credential';

interface Props {
  open: boolean;
  kinds: readonly string[];
  onClose: () => void;
  onAdded: (credential: Credential) => void;
}

function Form({ kinds, onClose, onAdded }: Omit<Props, 'open'>) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(kinds);
  const [labels, setLabels] = useState('');
  const [tried, setTried] = useState(false);
  const add = useAddWorker();
  const nameFault = name.trim() ? undefined : words.nameFault;
  const kindsFault = chosen.length > 0 ? undefined : words.kindsFault;
  const problem = add.error;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (nameFault || kindsFault) return;
        add.mutate(
          { name: name.trim(), job_kinds: [...chosen], labels: listed(labels) },
          {
            onSuccess: ({ worker, credential }) => {
              onClose();
              onAdded({ name: worker.name, secret: credential });
            },
          },
        );
      }}
    >
      <Field label={words.name} help={words.nameHelp} error={(tried ? nameFault : undefined) ?? problem?.at('/name')}>
        {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 text-sm font-medium text-ink-2">{words.kindsField}</legend>
        <div className="grid max-h-56 gap-x-4 overflow-y-auto sm:grid-cols-2">
          {kinds.map((kind) => (
            <Checkbox
              key={kind}
              label={kind}
              className="font-mono text-sm"
              checked={chosen.includes(kind)}
              onChange={(on) => setChosen(toggled(chosen, kind, on))}
            />
          ))}
        </div>
        {tried && kindsFault && (
          <p role="alert" className="text-sm text-bad">
            {kindsFault}
          </p>
        )}
      </fieldset>
      <Field label={words.labelsField} help={words.labelsHelp} error={problem?.at('/labels')}>
        {(control) => <Input {...control} value={labels} onChange={(event) => setLabels(event.target.value)} />}
      </Field>
      <FormProblem problem={problem} shown={['/name', '/labels']} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={add.isPending}>
          {add.isPending ? words.adding : words.add}
        </Button>
      </div>
    </form>
  );
}

export function WorkerDialog({ open, onClose, ...rest }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={words.add}>
      <Form {...rest} onClose={onClose} />
    </Dialog>
  );
}
