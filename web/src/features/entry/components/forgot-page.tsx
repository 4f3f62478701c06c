import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '@/config/paths';
import { words } from '../words';
import { ChoosePassword } from './choose-password';
import { EmailForm } from './email-form';
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
      <EmailForm purpose="recovery" submit={words.forgot.submit} onSent={setSentTo} />
      <p className="text-sm">
        <Link to={paths.signIn} className="text-accent-text underline underline-offset-4">
          {words.forgot.back}
        </Link>
      </p>
    </EntryFrame>
  );
}
