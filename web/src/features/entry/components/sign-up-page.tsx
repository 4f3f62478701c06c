import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { paths } from '@/config/paths';
import { useEnter } from '../api/enter';
import { words } from '../words';
import { CredentialsForm } from './credentials-form';
import { EnterByMessage } from './enter-by-message';
import { EntryFrame } from './entry-frame';
import { Providers } from './providers';

export function SignUpPage({ open, onDone }: { open: boolean; onDone: () => void }) {
  const enter = useEnter('signup');
  const [waiting, setWaiting] = useState<string | null>(null);
  if (waiting) {
    return (
      <EnterByMessage
        purpose="signup"
        email={waiting}
        said={words.confirm}
        onDone={onDone}
        onBack={() => setWaiting(null)}
      />
    );
  }
  if (!open) {
    return (
      <EntryFrame title={words.signUp.title} heading={words.signUp.closedHeading} lead={words.signUp.closedLead}>
        <Button size="lg" asChild className="self-start">
          <Link to={paths.signIn}>{words.signIn.submit}</Link>
        </Button>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={words.signUp.title} heading={words.signUp.heading} lead={words.signUp.lead}>
      <Providers />
      <CredentialsForm
        choosing="person"
        submit={words.signUp.submit}
        busy={words.signUp.busy}
        pending={enter.isPending}
        problem={enter.error}
        onSubmit={(credentials) =>
          enter.mutate(credentials, {
            onSuccess: (entered) => ('user' in entered ? onDone() : setWaiting(credentials.email)),
          })
        }
      />
      <p className="text-sm text-ink-3">
        {words.signUp.known}{' '}
        <Link to={paths.signIn} className="text-accent-text underline underline-offset-4">
          {words.signIn.submit}
        </Link>
      </p>
    </EntryFrame>
  );
}
