import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '@/config/paths';
import { useEnter } from '../api/enter';
import { words } from '../words';
import { ConfirmAddress } from './confirm-address';
import { CredentialsForm, type Credentials } from './credentials-form';
import { EntryFrame } from './entry-frame';

const linkLook = 'text-accent-text underline underline-offset-4';

export function SignInPage({ signUpOpen, onDone }: { signUpOpen: boolean; onDone: () => void }) {
  const enter = useEnter('signin');
  const [unconfirmed, setUnconfirmed] = useState<Credentials | null>(null);
  if (unconfirmed) return <ConfirmAddress credentials={unconfirmed} onDone={onDone} />;
  return (
    <EntryFrame title={words.signIn.title} heading={words.signIn.heading} lead={words.signIn.lead}>
      <CredentialsForm
        submit={words.signIn.submit}
        busy={words.signIn.busy}
        pending={enter.isPending}
        problem={enter.error}
        onSubmit={(credentials) =>
          enter.mutate(credentials, {
            onSuccess: onDone,
            onError: (problem) => problem.code === 'identity.email_not_confirmed' && setUnconfirmed(credentials),
          })
        }
      />
      <div className="flex flex-col gap-3 text-sm text-ink-3">
        <p>
          <Link to={paths.forgot} className={linkLook}>
            {words.signIn.forgot}
          </Link>
        </p>
        <p>
          {signUpOpen ? (
            <>
              {words.signIn.newHere}{' '}
              <Link to={paths.signUp} className={linkLook}>
                {words.signIn.create}
              </Link>
            </>
          ) : (
            words.signIn.closed
          )}
        </p>
      </div>
    </EntryFrame>
  );
}
