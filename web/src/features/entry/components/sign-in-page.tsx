import { Link } from '@tanstack/react-router';
import { paths } from '@/config/paths';
import { useEnter } from '../api/enter';
import { CredentialsForm } from './credentials-form';
import { EntryFrame } from './entry-frame';

export function SignInPage({ signUpOpen, onDone }: { signUpOpen: boolean; onDone: () => void }) {
  const enter = useEnter('signin');
  return (
    <EntryFrame title="Sign in" heading="Welcome back." lead="Your work is where you left it.">
      <CredentialsForm
        submit="Sign in"
        busy="Signing in"
        pending={enter.isPending}
        problem={enter.error}
        onSubmit={(credentials) => enter.mutate(credentials, { onSuccess: onDone })}
      />
      <p className="text-sm text-ink-3">
        {signUpOpen ? (
          <>
            New here?{' '}
            <Link to={paths.signUp} className="text-accent-text underline underline-offset-4">
              Create an account
            </Link>
          </>
        ) : (
          'No account? Ask the owner of this studio to create one for you.'
        )}
      </p>
    </EntryFrame>
  );
}
