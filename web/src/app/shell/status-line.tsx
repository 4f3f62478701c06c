import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { StatusWord } from '@/components/ui/status-word';
import { paths } from '@/config/paths';
import { money, plural } from '@/lib/format';
import { usageQuery } from '@/lib/queries/usage';
import { Connection } from './connection';
import { useRunning } from './use-running';

/** The foot of every page: connection, running jobs, spent today. */
export function StatusLine({ onQueue }: { onQueue: () => void }) {
  const running = useRunning();
  const usage = useQuery(usageQuery('1'));
  return (
    <footer className="tabular flex h-7 shrink-0 items-center justify-between gap-4 border-t border-line bg-panel px-3 text-xs text-ink-3 max-md:h-6">
      <Connection />
      <span className="flex shrink-0 items-center gap-4">
        <button type="button" aria-haspopup="dialog" onClick={onQueue} className="hover:text-ink">
          {running.length === 0 ? (
            'Nothing running'
          ) : (
            <StatusWord tone="accent" className="text-xs">
              {plural(running.length, 'job')} running
            </StatusWord>
          )}
        </button>
        <Link to={paths.usage} className="hover:text-ink">
          {money(usage.data?.today.cost_micros ?? 0)} today
        </Link>
      </span>
    </footer>
  );
}
