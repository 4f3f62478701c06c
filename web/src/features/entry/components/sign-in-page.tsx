import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '@/config/paths';
import { useEnter, type SecondStep } from '../api/enter';
import { words } from '../words';
import { CredentialsForm } from './credentials-form';
import { EnterByMessage } from './enter-by-message';
import { EntryFrame } from './entry-frame';
import { SecondStepPage } from './second-step';

const linkLook = 'text-accent-text underline underline-offset-4';

export function SignInPage({ signUpOpen, onDone }: { signUpOpen: boolean; onDone: () => void }) {
  const enter = useEnter('signin');
  const [unconfirmed, setUnconfirmed] = useState<string | null>(null);
  const [step, setStep] = useState<SecondStep | null>(null);
  if (step) return <SecondStepPage step={step} onDone={onDone} onBack={() => setStep(null)} />;
  if (unconfirmed) {
    return (
      <EnterByMessage
        purpose="signup"
        email={unconfirmed}
        said={words.confirm}
        onDone={onDone}
        onBack={() => setUnconfirmed(null)}
      />
    );
  }
  return (
    <EntryFrame title={words.signIn.title} heading={words.signIn.heading} lead={words.signIn.lead}>
      <CredentialsForm
        submit={words.signIn.submit}
        busy={words.signIn.busy}
        pending={enter.isPending}
        problem={enter.error}
        onSubmit={(credentials) =>
          enter.mutate(credentials, {
            onSuccess: (entered) => ('second_step' in entered ? setStep(entered.second_step) : onDone()),
            onError: (problem) => problem.code === 'identity.email_not_confirmed' && setUnconfirmed(credentials.email),
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
