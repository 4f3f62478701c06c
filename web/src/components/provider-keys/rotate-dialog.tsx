import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { PasswordInput } from '@/components/ui/password-input';
import type { ProviderKey } from '@/lib/api/types';
import { useRotateKey } from './api';
import type { KeyHome } from './home';

interface Props {
  home: KeyHome;
  apiKey: ProviderKey;
  open: boolean;
  onClose: () => void;
}

/** A new secret in the place of the old one; name, address and history stay. */
export function RotateDialog({ home, apiKey, open, onClose }: Props) {
  const [secret, setSecret] = useState('');
  const rotate = useRotateKey(home);
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
          if (secret.trim()) rotate.mutate({ id: apiKey.id, secret: secret.trim() }, { onSuccess: onClose });
        }}
      >
        <Field label="New key" error={rotate.error?.at('/api_key')}>
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
        <FormProblem problem={rotate.error} shown={['/api_key']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!secret.trim() || rotate.isPending}>
            Replace key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
