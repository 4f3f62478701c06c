import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { Provider } from '@/lib/api/types';
import { useSetServerKey } from '../api/server-keys';

function Form({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const [secret, setSecret] = useState('');
  const [address, setAddress] = useState('');
  const set = useSetServerKey();
  const problem = set.error;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const base = address.trim();
        if (secret.trim())
          set.mutate(
            { provider: provider.id, api_key: secret.trim(), ...(base ? { base_url: base } : {}) },
            { onSuccess: onClose },
          );
      }}
    >
      <Field
        label="Key"
        help="Tested before it is stored. Everybody’s runs may use it; they pay with credits."
        error={problem?.at('/api_key')}
      >
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="off"
            revealLabel="Show the key"
            hideLabel="Hide the key"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        )}
      </Field>
      {provider.base_url_editable && (
        <Field label="Address of the API" error={problem?.at('/base_url')}>
          {(control) => (
            <Input
              {...control}
              type="url"
              className="font-mono text-sm"
              placeholder={provider.base_url_default ?? 'https://'}
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
      )}
      {problem && problem.elsewhere(['/api_key', '/base_url']).length === problem.problem.errors.length && (
        <ProblemPanel compact title={problem.problem.title} problem={problem} />
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={!secret.trim() || set.isPending}>
          {set.isPending ? 'Testing' : 'Save server key'}
        </Button>
      </div>
    </form>
  );
}

export function ServerKeyDialog({ provider, onClose }: { provider: Provider | null; onClose: () => void }) {
  return (
    <Dialog open={provider !== null} onClose={onClose} title={`Server key for ${provider?.display_name ?? ''}`}>
      {provider && <Form provider={provider} onClose={onClose} />}
    </Dialog>
  );
}
