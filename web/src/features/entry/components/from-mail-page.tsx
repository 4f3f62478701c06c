import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { paths } from '@/config/paths';
import { endArrived } from '../api/messages';
import { useArrival, type Arrival } from '../lib/arrival';
import { words } from '../words';
import { ChoosePassword } from './choose-password';
import { EnterByLink } from './enter-by-link';
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
    return { said: words.known, offersPassword: false };
  }
  if (arrival.code === 'user_banned') return { said: words.banned, offersPassword: false };
  if (arrival.code === 'email_exists') return { said: words.taken, offersPassword: false };
  return { said: arrival.code === 'otp_expired' ? words.over : words.unusable, offersPassword: true };
}

/** Where every link of a message leads: what it did, and the one thing to do next. */
export function FromMailPage({ signedIn, onDone }: { signedIn: boolean; onDone: () => void }) {
  const arrival = useArrival((state) => state.arrival);
  const token = arrival?.kind === 'session' ? arrival.token : null;
  const purpose = arrival?.kind === 'session' ? arrival.purpose : '';
  const spent = purpose === 'email_change' && signedIn ? token : null;
  useEffect(() => {
    if (spent) void endArrived(spent);
  }, [spent]);
  const startAnew = () => useArrival.setState({ arrival: null });
  if (token && asksForPassword.has(purpose)) {
    const said = purpose === 'invite' ? words.invited : words.choose;
    return <ChoosePassword token={token} said={said} onDone={onDone} onBack={startAnew} />;
  }
  const { said, offersPassword } = saidBy(arrival);
  if (token && !spent) return <EnterByLink token={token} said={said} onDone={onDone} onBack={startAnew} />;
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
