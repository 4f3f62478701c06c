import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { Select } from '@/components/ui/select';
import { StatusWord } from '@/components/ui/status-word';
import type { Provider } from '@/lib/api/types';
import { plural } from '@/lib/format';
import { useAddKey, useTestTypedKey, type KeyTest } from './api';
import type { KeyHome } from './home';
import { recognise } from './recognise';

interface Props {
  home: KeyHome;
  open: boolean;
  providers: readonly Provider[];
  onClose: () => void;
}

const pointers = ['/api_key', '/provider', '/key_name', '/base_url'];

function TestResult({ result }: { result: KeyTest }) {
  const tone = result.status === 'valid' ? 'good' : result.status === 'invalid' ? 'bad' : 'warn';
  return (
    <p role="status">
      <StatusWord tone={tone}>
        {result.message}
        {result.models !== null && ` It offers ${plural(result.models, 'model')}.`}
      </StatusWord>
    </p>
  );
}

function Form({ home, providers, onClose }: Omit<Props, 'open'>) {
  const [key, setKey] = useState('');
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState('Main');
  const [address, setAddress] = useState<string>();
  const [tried, setTried] = useState(false);
  const add = useAddKey(home);
  const test = useTestTypedKey();
  const recognised = recognise(key, providers);
  const provider = providers.find((each) => each.id === chosen) ?? recognised ?? providers[0];
  const problem = add.error ?? test.error;
  // A server of one's own may need no key; a provider's own address always does.
  const optional = Boolean(address?.trim()) || provider?.key_required === false;
  const ready = Boolean(key.trim()) || optional;
  const missing = tried && !ready ? 'Paste the key you got from the provider.' : undefined;

  const secret = () => {
    const base = address?.trim();
    return { provider: provider?.id ?? '', api_key: key.trim(), ...(base ? { base_url: base } : {}) };
  };
  const retype = (next: string) => {
    setKey(next);
    add.reset();
    test.reset();
  };

  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (ready) add.mutate({ ...secret(), key_name: name.trim() || 'Main' }, { onSuccess: onClose });
      }}
    >
      <Field
        label={optional ? 'Key, if the server asks for one' : 'Key'}
        help={
          recognised && !chosen
            ? `This looks like a key of ${recognised.display_name}.`
            : 'It is encrypted on the server and never shown again. Only its last 4 characters stay visible.'
        }
        error={missing ?? problem?.at('/api_key')}
      >
        {(control) => (
          <PasswordInput
            {...control}
            name="provider-key"
            autoComplete="off"
            revealLabel="Show the key"
            hideLabel="Hide the key"
            value={key}
            onChange={(event) => retype(event.target.value)}
          />
        )}
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Provider" error={problem?.at('/provider')}>
          {(control) => (
            <Select
              {...control}
              aria-label="Provider"
              value={provider?.id ?? ''}
              options={providers.map((each) => ({ value: each.id, label: each.display_name }))}
              onChange={(next) => {
                setChosen(next);
                test.reset();
              }}
            />
          )}
        </Field>
        <Field label="Name" error={problem?.at('/key_name')}>
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
      </div>
      {provider?.base_url_editable && (
        <Field
          label="Address of the API"
          help="Change it for a server of your own that speaks the same language."
          error={problem?.at('/base_url')}
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              inputMode="url"
              className="font-mono text-sm"
              placeholder={provider.base_url_default ?? 'https://'}
              value={address ?? ''}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
      )}
      {test.data && <TestResult result={test.data} />}
      <FormProblem problem={problem} shown={pointers} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button className="mr-auto" disabled={!ready || test.isPending} onClick={() => test.mutate(secret())}>
          {test.isPending ? 'Testing' : 'Test'}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={add.isPending}>
          {add.isPending ? 'Testing and adding' : 'Add key'}
        </Button>
      </div>
    </form>
  );
}

/** Paste, recognised, tested, stored. */
export function AddKeyDialog({ home, open, providers, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title="Add a provider key">
      <Form home={home} providers={providers} onClose={onClose} />
    </Dialog>
  );
}
