import { Loader, RefreshCw, Wifi, WifiOff, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { StatusWord, type Tone } from '@/components/ui/status-word';
import { TimeAgo } from '@/components/ui/time-ago';
import { limits } from '@/config/limits';
import { timeOfDay } from '@/lib/format';
import { useLiveStatus, type LiveStatus } from '@/lib/live/connection';
import { useDebounced } from '@/lib/use-debounced';

const looks: Record<LiveStatus, { tone: Tone; icon: LucideIcon; word: string; more: string }> = {
  live: {
    tone: 'neutral',
    icon: Wifi,
    word: 'Connected',
    more: 'What changes here or in another browser shows itself.',
  },
  connecting: { tone: 'neutral', icon: Loader, word: 'Connecting', more: 'What is loaded can be used already.' },
  reconnecting: {
    tone: 'warn',
    icon: RefreshCw,
    word: 'Reconnecting. What is shown may be a moment old.',
    more: 'Tried again by itself. Once connected, everything shown is fetched anew.',
  },
  offline: {
    tone: 'warn',
    icon: WifiOff,
    word: 'Offline. You can still look at what is loaded.',
    more: 'This device has no network. Once it has, everything shown is fetched anew.',
  },
};

/** How the app stands with the server, in a word that does not flicker; opened, it says since when. */
export function Connection() {
  const { status: now, since, tryNow } = useLiveStatus();
  const [open, setOpen] = useState(false);
  // A gap that is over before anybody could read of it is not worth the noise.
  const settled = useDebounced(now, limits.statusSettleMs);
  const status = now === 'live' || settled === 'connecting' ? now : settled;
  const { tone, icon, word, more } = looks[status];
  return (
    <span role="status" aria-live="polite" className="flex min-w-0">
      <Popover
        open={open}
        onOpenChange={setOpen}
        label="Connection"
        side="top"
        className="w-72 p-4"
        trigger={
          <button type="button" aria-label={word} className="-mx-1 flex min-w-0 rounded-control px-1 hover:text-ink">
            <StatusWord tone={tone} icon={icon} className="min-w-0 text-xs">
              <span className="truncate">{word}</span>
            </StatusWord>
          </button>
        }
      >
        <div className="flex flex-col gap-2 text-sm">
          <p className="font-medium text-ink">{word.split('.')[0]}</p>
          <p className="tabular text-ink-2">
            Since {timeOfDay(since)}, <TimeAgo at={since} />
          </p>
          <p className="text-ink-2">{more}</p>
          {status === 'reconnecting' && (
            <Button size="sm" className="mt-1 self-start" onClick={tryNow}>
              Try now
            </Button>
          )}
        </div>
      </Popover>
    </span>
  );
}
