import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Loader, RefreshCw, Wifi, WifiOff, type LucideIcon } from 'lucide-react';
import { StatusWord, type Tone } from '@/components/ui/status-word';
import { paths } from '@/config/paths';
import { money, plural } from '@/lib/format';
import { useLiveStatus, type LiveStatus } from '@/lib/live/connection';
import { usageQuery } from '@/lib/queries/usage';
import { useRunning } from './use-running';

const connection: Record<LiveStatus, { tone: Tone; icon: LucideIcon; word: string }> = {
  live: { tone: 'neutral', icon: Wifi, word: 'Connected' },
  connecting: { tone: 'neutral', icon: Loader, word: 'Connecting' },
  reconnecting: { tone: 'warn', icon: RefreshCw, word: 'Reconnecting. What is shown may be a moment old.' },
  offline: { tone: 'warn', icon: WifiOff, word: 'Offline. You can still look at what is loaded.' },
};

/** The foot of every page: connection, running jobs, spent today. */
export function StatusLine() {
  const status = useLiveStatus((state) => state.status);
  const running = useRunning();
  const usage = useQuery(usageQuery('1'));
  const { tone, icon, word } = connection[status];
  return (
    <footer className="tabular flex h-7 shrink-0 items-center justify-between gap-4 border-t border-line bg-panel px-3 text-xs text-ink-3 max-md:h-6">
      <span role="status" className="flex min-w-0">
        <StatusWord tone={tone} icon={icon} className="min-w-0 text-xs">
          <span className="truncate">{word}</span>
        </StatusWord>
      </span>
      <span className="flex shrink-0 items-center gap-4">
        <Link to={paths.queue} className="hover:text-ink">
          {running.length === 0 ? (
            'Nothing running'
          ) : (
            <StatusWord tone="accent" className="text-xs">
              {plural(running.length, 'job')} running
            </StatusWord>
          )}
        </Link>
        <Link to={paths.usage} className="hover:text-ink">
          {money(usage.data?.today.cost_micros ?? 0)} today
        </Link>
      </span>
    </footer>
  );
}
