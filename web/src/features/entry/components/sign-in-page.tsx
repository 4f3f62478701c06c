import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { paths } from '@/config/paths';
import { authProblem } from '@/lib/api/auth';
import { useEnter, type SecondStep } from '../api/enter';
import type { Purpose } from '../api/messages';
import { words } from '../words';
import { CredentialsForm } from './credentials-form';
import { EmailForm } from './email-form';
import { EnterByMessage } from './enter-by-message';
import { EntryFrame } from './entry-frame';
import { Providers } from './providers';
import { SecondStepPage } from './second-step';

const linkLook = 'text-accent-text underline underline-offset-4';

interface Props {
  signUpOpen: boolean;
  /** Where to go afterwards, for another issuer to come back to. */
  next: string | undefined;
  /** Why another issuer brought nobody. */
  refused: string | undefined;
  onDone: () => void;
}

/** A message was sent to somebody who now looks for it. */
interface Sent {
  purpose: Purpose;
  email: string;
}

export function SignInPage({ signUpOpen, next, refused, onDone }: Props) {
  const enter = useEnter('signin');
  const [sent, setSent] = useState<Sent | null>(null);
  const [step, setStep] = useState<SecondStep | null>(null);
  const [byLink, setByLink] = useState(false);
  if (step) return <SecondStepPage step={step} onDone={onDone} onBack={() => setStep(null)} />;
  if (sent) {
    const said = sent.purpose === 'signup' ? words.confirm : words.sent;
    return <EnterByMessage {...sent} said={said} onDone={onDone} onBack={() => setSent(null)} />;
  }
  return (
    <EntryFrame title={words.signIn.title} heading={words.signIn.heading} lead={words.signIn.lead}>
      {refused && <ProblemPanel compact title={words.providers.refused} problem={authProblem(refused)} />}
      <Providers next={next} />
      {byLink ? (
        <EmailForm
          purpose="link"
          submit={words.signIn.sendLink}
          onSent={(email) => setSent({ purpose: 'link', email })}
        />
      ) : (
        <CredentialsForm
          submit={words.signIn.submit}
          busy={words.signIn.busy}
          pending={enter.isPending}
          problem={enter.error}
          onSubmit={(credentials) =>
            enter.mutate(credentials, {
              onSuccess: (entered) => ('second_step' in entered ? setStep(entered.second_step) : onDone()),
              onError: (problem) =>
                problem.code === 'identity.email_not_confirmed' &&
                setSent({ purpose: 'signup', email: credentials.email }),
            })
          }
        />
      )}
      <div className="flex flex-col gap-3 text-sm text-ink-3">
        <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <Button variant="quiet" size="sm" className="-ml-3" onClick={() => setByLink(!byLink)}>
            {byLink ? words.signIn.byPassword : words.signIn.byLink}
          </Button>
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
