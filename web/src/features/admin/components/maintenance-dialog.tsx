import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { useClose } from '../api/providers-health';
import { providerWords as words } from '../words';

/** What is about to be closed. */
export interface Closing {
  provider: string;
  name: string;
}

const pointers = ['/reason', '/ends_at'];

function Form({ closing, onClose }: { closing: Closing; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [ends, setEnds] = useState('');
  const [tried, setTried] = useState(false);
  const close = useClose();
  const reasonFault = reason.trim() ? undefined : words.reasonFault;
  const problem = close.error;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (reasonFault) return;
        const end = ends ? { ends_at: new Date(ends).toISOString() } : {};
        close.mutate({ provider: closing.provider, reason: reason.trim(), ...end }, { onSuccess: onClose });
      }}
    >
      <Field label={words.reason} error={(tried ? reasonFault : undefined) ?? problem?.at('/reason')}>
        {(control) => (
          <Input
            {...control}
            value={reason}
            placeholder={words.reasonExample}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Field label={words.ends} help={words.endsHelp} error={problem?.at('/ends_at')}>
        {(control) => (
          <Input
            {...control}
            type="datetime-local"
            className="tabular"
            value={ends}
            onChange={(event) => setEnds(event.target.value)}
          />
        )}
      </Field>
      <FormProblem problem={problem} shown={pointers} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={close.isPending}>
          {words.closeDo}
        </Button>
      </div>
    </form>
  );
}

export function MaintenanceDialog({ closing, onClose }: { closing: Closing | null; onClose: () => void }) {
  return (
    <Dialog open={closing !== null} onClose={onClose} title={closing ? words.closeTitle(closing.name) : ''}>
      {closing && <Form closing={closing} onClose={onClose} />}
    </Dialog>
  );
}
