import { useEnter } from '../api/enter';
import { endArrived } from '../api/messages';
import { words } from '../words';
import type { Credentials } from './credentials-form';
import { EntryFrame } from './entry-frame';
import { MessageSent } from './message-sent';

/** An address waits for the answer to its message. By the code one is in at once; the link asks to sign in once more. */
export function ConfirmAddress({ credentials, onDone }: { credentials: Credentials; onDone: () => void }) {
  const enter = useEnter('signin');
  return (
    <EntryFrame title={words.confirm.title} heading={words.confirm.heading} lead={words.confirm.lead}>
      <MessageSent
        purpose="signup"
        email={credentials.email}
        problem={enter.error}
        pending={enter.isPending}
        onVerified={(token) => void endArrived(token).then(() => enter.mutate(credentials, { onSuccess: onDone }))}
      />
    </EntryFrame>
  );
}
