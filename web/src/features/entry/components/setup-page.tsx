import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { paths } from '@/config/paths';
import { useEnter } from '../api/enter';
import { CredentialsForm } from './credentials-form';
import { EntryFrame } from './entry-frame';

interface Props {
  code: string | undefined;
  required: boolean;
  /** The code is a secret: it leaves the address bar as soon as it is read. */
  onCodeRead: () => void;
  onDone: () => void;
}

/** The first person: two fields, then the studio. */
export function SetupPage({ code: given, required, onCodeRead, onDone }: Props) {
  const [code] = useState(given);
  const enter = useEnter('setup');
  useEffect(() => {
    if (given) onCodeRead();
  }, [given, onCodeRead]);

  if (!required) {
    return (
      <EntryFrame
        title="Set up"
        heading="This studio has its owner."
        lead="Set-up is done once. Sign in with the account that was made, or ask its owner for one."
      >
        <Button variant="primary" size="lg" asChild className="self-start">
          <Link to={paths.signIn}>Sign in</Link>
        </Button>
      </EntryFrame>
    );
  }
  if (!code) {
    return (
      <EntryFrame
        title="Set up"
        heading="Open the address from the terminal."
        lead="The first start printed one line with a set-up code in it. Only whoever can read that line becomes the owner. Copy the whole address and open it here."
      >
        <p className="font-mono text-sm text-ink-2">{window.location.origin}/setup?code=…</p>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame
      title="Set up"
      heading="Make it yours."
      lead="You are the owner of this studio. Everything it makes stays on this machine."
    >
      <CredentialsForm
        choosing="administrator"
        guarded={false}
        submit="Open the studio"
        busy="Opening the studio"
        pending={enter.isPending}
        problem={enter.error}
        onSubmit={(credentials) => enter.mutate({ ...credentials, code }, { onSuccess: onDone })}
      />
    </EntryFrame>
  );
}
