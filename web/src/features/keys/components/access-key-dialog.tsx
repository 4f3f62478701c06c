import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Select } from '@/components/ui/select';
import { useCreateAccessKey } from '../api/access-keys';

const never = 'never';
const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: never, label: 'Never' },
];

function Form({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [lifetime, setLifetime] = useState('90');
  const [tried, setTried] = useState(false);
  const create = useCreateAccessKey();
  if (create.data) {
    return (
      <div className="flex flex-col gap-5">
        <p className="text-ink-2">Copy it now. It is stored only as a fingerprint and cannot be shown again.</p>
        <div className="flex items-center gap-2 rounded-control bg-ground p-3 light:bg-raised">
          <code className="min-w-0 grow font-mono text-sm break-all">{create.data.key}</code>
          <CopyButton text={create.data.key} label="Copy the key" />
        </div>
        <Button variant="primary" className="self-end" onClick={onClose}>
          I have copied it
        </Button>
      </div>
    );
  }
  const problem = create.error;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (name.trim())
          create.mutate({ name: name.trim(), ...(lifetime === never ? {} : { expires_in_days: Number(lifetime) }) });
      }}
    >
      <Field
        label="Name"
        help="What will use it: a script, a server, a notebook."
        error={tried && !name.trim() ? 'Give the key a name.' : problem?.at('/name')}
      >
        {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label="Ends after" error={problem?.at('/expires_in_days')}>
        {(control) => (
          <Select {...control} aria-label="Ends after" value={lifetime} options={lifetimes} onChange={setLifetime} />
        )}
      </Field>
      {problem && problem.problem.errors.length === 0 && (
        <ProblemPanel compact title={problem.problem.title} problem={problem} />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={create.isPending}>
          Create key
        </Button>
      </div>
    </form>
  );
}

/** Name, lifetime, then the key, once. */
export function AccessKeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="New access key">
      <Form onClose={onClose} />
    </Dialog>
  );
}
