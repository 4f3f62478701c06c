import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { PasswordInput } from '@/components/ui/password-input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { ProviderKey } from '@/lib/api/types';
import { useChangeProviderKey } from '../api/provider-keys';

/** A new secret in the place of the old one; name, address and history stay. */
export function RotateDialog({ apiKey, open, onClose }: { apiKey: ProviderKey; open: boolean; onClose: () => void }) {
  const [secret, setSecret] = useState('');
  const change = useChangeProviderKey();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Replace “${apiKey.key_name}”`}
      description={`The key that ends in ${apiKey.last4} stops being used once the new one is accepted.`}
    >
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (secret.trim())
            change.mutate({ id: apiKey.id, change: { api_key: secret.trim() } }, { onSuccess: onClose });
        }}
      >
        <Field label="New key" error={change.error?.at('/api_key')}>
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
        {change.error && !change.error.at('/api_key') && (
          <ProblemPanel compact title={change.error.problem.title} problem={change.error} />
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!secret.trim() || change.isPending}>
            Replace key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
