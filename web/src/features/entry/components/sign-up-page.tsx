import { Link } from '@tanstack/react-router';
import { Button } from '@/components/ui/button';
import { paths } from '@/config/paths';
import { useEnter } from '../api/enter';
import { CredentialsForm } from './credentials-form';
import { EntryFrame } from './entry-frame';

export function SignUpPage({ open, onDone }: { open: boolean; onDone: () => void }) {
  const enter = useEnter('signup');
  if (!open) {
    return (
      <EntryFrame
        title="Sign up"
        heading="Sign-up is closed."
        lead="This studio takes no new people by itself. Ask its owner to create an account for you."
      >
        <Button size="lg" asChild className="self-start">
          <Link to={paths.signIn}>Sign in</Link>
        </Button>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame
      title="Sign up"
      heading="Take a place in the studio."
      lead="An e-mail and a password. The first picture is two clicks away."
    >
      <CredentialsForm
        choosing="person"
        submit="Create account"
        busy="Creating the account"
        pending={enter.isPending}
        problem={enter.error}
        onSubmit={(credentials) => enter.mutate(credentials, { onSuccess: onDone })}
      />
      <p className="text-sm text-ink-3">
        Already here?{' '}
        <Link to={paths.signIn} className="text-accent-text underline underline-offset-4">
          Sign in
        </Link>
      </p>
    </EntryFrame>
  );
}
