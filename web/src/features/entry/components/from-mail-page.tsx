import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { paths } from '@/config/paths';
import { endArrived } from '../api/messages';
import { useArrival, type Arrival } from '../lib/arrival';
import { words } from '../words';
import { ChoosePassword } from './choose-password';
import { EntryFrame } from './entry-frame';

interface Said {
  title: string;
  heading: string;
  lead: string;
}

/** Whether the link asks for a password: it was forgotten, or there is none yet. */
const asksForPassword = new Set(['recovery', 'invite']);

function saidBy(arrival: Arrival | null): { said: Said; offersPassword: boolean } {
  if (!arrival) return { said: words.nowhere, offersPassword: true };
  if (arrival.kind === 'half') return { said: words.half, offersPassword: false };
  if (arrival.kind === 'session') {
    if (arrival.purpose === 'email_change') return { said: words.changed, offersPassword: false };
    if (arrival.purpose === 'signup') return { said: words.confirmed, offersPassword: false };
    return { said: words.known, offersPassword: true };
  }
  if (arrival.code === 'user_banned') return { said: words.banned, offersPassword: false };
  if (arrival.code === 'email_exists') return { said: words.taken, offersPassword: false };
  return { said: arrival.code === 'otp_expired' ? words.over : words.unusable, offersPassword: true };
}

/** Where every link of a message leads: what it did, and the one thing to do next. */
export function FromMailPage({ signedIn, onDone }: { signedIn: boolean; onDone: () => void }) {
  const arrival = useArrival((state) => state.arrival);
  const choosing = arrival?.kind === 'session' && asksForPassword.has(arrival.purpose) ? arrival.token : null;
  const spent = arrival?.kind === 'session' && !choosing ? arrival.token : null;
  useEffect(() => {
    if (spent) void endArrived(spent);
  }, [spent]);
  if (choosing) return <ChoosePassword token={choosing} onDone={onDone} />;

  const { said, offersPassword } = saidBy(arrival);
  return (
    <EntryFrame {...said}>
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" size="lg" asChild>
          {signedIn ? (
            <Link to={paths.studio}>{words.toStudio}</Link>
          ) : (
            <Link to={paths.signIn}>{words.signIn.submit}</Link>
          )}
        </Button>
        {offersPassword && !signedIn && (
          <Button size="lg" asChild>
            <Link to={paths.forgot}>{words.newPassword}</Link>
          </Button>
        )}
      </div>
    </EntryFrame>
  );
}
