import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { paths } from '@/config/paths';
import { looksLikeEmail } from '@/lib/email';
import { useSendMessage } from '../api/messages';
import { words } from '../words';
import { ChoosePassword } from './choose-password';
import { EntryFrame } from './entry-frame';
import { MessageSent } from './message-sent';

/** Ask for a message, then its code or its link, then a new password. */
export function ForgotPage({ onDone }: { onDone: () => void }) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [token, setToken] = useState<string | null>(null);
  if (token) return <ChoosePassword token={token} said={words.choose} onDone={onDone} onBack={() => setToken(null)} />;
  if (sentTo) {
    return (
      <EntryFrame title={words.sent.title} heading={words.sent.heading} lead={words.sent.lead}>
        <MessageSent purpose="recovery" email={sentTo} onVerified={setToken} onBack={() => setSentTo(null)} />
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={words.forgot.title} heading={words.forgot.heading} lead={words.forgot.lead}>
      <EmailForm onSent={setSentTo} />
      <p className="text-sm">
        <Link to={paths.signIn} className="text-accent-text underline underline-offset-4">
          {words.forgot.back}
        </Link>
      </p>
    </EntryFrame>
  );
}

function EmailForm({ onSent }: { onSent: (email: string) => void }) {
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const send = useSendMessage('recovery');
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (looksLikeEmail(email)) send.mutate(email, { onSuccess: () => onSent(email) });
      }}
    >
      <Field label={words.forgot.email} error={tried && !looksLikeEmail(email) ? words.forgot.emailFault : undefined}>
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value.trim())}
            className="h-11"
          />
        )}
      </Field>
      {send.error && <ProblemPanel compact title={send.error.problem.title} problem={send.error} />}
      <Button type="submit" variant="primary" size="lg" disabled={send.isPending}>
        {send.isPending ? words.forgot.busy : words.forgot.submit}
      </Button>
    </form>
  );
}
