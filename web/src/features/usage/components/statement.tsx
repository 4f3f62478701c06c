import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { TimeAgo } from '@/components/ui/time-ago';
import { cn } from '@/lib/cn';
import { money } from '@/lib/format';
import { statementQuery } from '../api/statement';

const kinds: Record<string, string> = {
  grant: 'Granted',
  hold: 'Held for a run',
  release: 'Released',
  charge: 'Charged',
  refund: 'Refunded',
};

export function Statement() {
  const statement = useInfiniteQuery(statementQuery);
  const lines = statement.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <div className="flex flex-col gap-3">
      {statement.error && (
        <ProblemPanel
          compact
          title="The statement could not be loaded"
          problem={statement.error}
          onRetry={() => void statement.refetch()}
        />
      )}
      {statement.data && lines.length === 0 && (
        <p className="text-ink-2">
          No movement yet. Credits are used when a run goes over a server key; an admin grants them.
        </p>
      )}
      {lines.length > 0 && (
        <table className="w-full text-left">
          <caption className="sr-only">Movements of your credits</caption>
          <thead className="text-sm text-ink-3">
            <tr className="h-8 border-b border-line">
              <th className="font-normal">What</th>
              <th className="font-normal max-md:hidden">Why</th>
              <th className="w-32 text-right font-normal">When</th>
              <th className="w-28 text-right font-normal">Amount</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id} className="h-10 border-b border-line last:border-0">
                <td>{kinds[line.kind] ?? line.kind}</td>
                <td className="max-w-0 truncate pr-4 text-ink-2 max-md:hidden">
                  {line.reason ?? line.price_rule ?? ''}
                </td>
                <td className="text-right text-ink-3">
                  <TimeAgo at={line.created_at} />
                </td>
                <td className={cn('tabular text-right', line.amount_micros > 0 && 'text-good')}>
                  {line.amount_micros > 0 && '+'}
                  {money(line.amount_micros)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {statement.hasNextPage && (
        <Button size="sm" className="self-start" onClick={() => void statement.fetchNextPage()}>
          Show older
        </Button>
      )}
    </div>
  );
}
