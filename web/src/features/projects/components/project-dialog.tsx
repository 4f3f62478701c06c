import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented } from '@/components/ui/segmented';
import type { Project } from '@/lib/api/types';
import { useChangeProject, useCreateProject } from '../api/change-project';

interface Props {
  open: boolean;
  /** The project to change; none to create one. */
  project?: Project | undefined;
  onClose: () => void;
  onSaved?: (project: Project) => void;
}

interface Values {
  name: string;
  description: string;
  capped: 'none' | 'amount';
  dollars: string;
}

function valuesOf(project: Project | undefined): Values {
  const budget = project?.budget_cents ?? null;
  return {
    name: project?.name ?? '',
    description: project?.description ?? '',
    capped: budget === null ? 'none' : 'amount',
    dollars: budget === null ? '10.00' : (budget / 100).toFixed(2),
  };
}

function faultsOf(values: Values): { name?: string; dollars?: string } {
  const amount = Number(values.dollars.replace(',', '.'));
  return {
    ...(values.name.trim() ? {} : { name: 'Give the project a name.' }),
    ...(values.capped === 'none' || (Number.isFinite(amount) && amount >= 0 && values.dollars.trim() !== '')
      ? {}
      : { dollars: 'Write an amount in dollars, like 25 or 12.50.' }),
  };
}

function Form({ project, onClose, onSaved }: Omit<Props, 'open'>) {
  const [values, setValues] = useState(() => valuesOf(project));
  const [tried, setTried] = useState(false);
  const create = useCreateProject();
  const change = useChangeProject();
  const faults = tried ? faultsOf(values) : {};
  const problem = create.error ?? change.error;
  const set = (next: Partial<Values>) => setValues({ ...values, ...next });

  const save = () => {
    setTried(true);
    if (Object.keys(faultsOf(values)).length > 0) return;
    const fields = {
      name: values.name.trim(),
      description: values.description.trim(),
      budget_cents: values.capped === 'none' ? null : Math.round(Number(values.dollars.replace(',', '.')) * 100),
    };
    const done = (saved: Project) => {
      onClose();
      onSaved?.(saved);
    };
    if (project) change.mutate({ id: project.id, change: fields }, { onSuccess: done });
    else create.mutate(fields, { onSuccess: done });
  };

  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field label="Name" error={faults.name ?? problem?.at('/name')}>
        {(control) => (
          <Input {...control} value={values.name} onChange={(event) => set({ name: event.target.value })} />
        )}
      </Field>
      <Field label="Description" error={problem?.at('/description')}>
        {(control) => (
          <Textarea
            {...control}
            value={values.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-col gap-1.5">
        <span className="text-sm font-medium text-ink-2">Budget</span>
        <Segmented
          label="Budget"
          value={values.capped}
          onChange={(capped) => set({ capped })}
          segments={[
            { value: 'none', label: 'No cap' },
            { value: 'amount', label: 'Up to an amount' },
          ]}
        />
        {values.capped === 'amount' && (
          <Field
            label="Amount in dollars"
            help="At the limit a run is refused before it costs anything."
            error={faults.dollars ?? problem?.at('/budget_cents')}
            className="pt-2"
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                className="tabular"
                value={values.dollars}
                onChange={(event) => set({ dollars: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
      {problem &&
        problem.elsewhere(['/name', '/description', '/budget_cents']).length === problem.problem.errors.length && (
          <ProblemPanel compact title="The project was not saved" problem={problem} />
        )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={create.isPending || change.isPending}>
          {project ? 'Save changes' : 'Create project'}
        </Button>
      </div>
    </form>
  );
}

export function ProjectDialog({ open, project, onClose, onSaved }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={project ? 'Edit project' : 'New project'}>
      <Form project={project} onClose={onClose} {...(onSaved ? { onSaved } : {})} />
    </Dialog>
  );
}
