import { useQuery } from '@tanstack/react-query';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/lib/cn';
import { money, timeAgo } from '@/lib/format';
import { creditsQuery, type Grant } from '../api/credits';
import { words } from '../words';

const soonMs = 7 * 86_400_000;

function GrantRow({ grant, now }: { grant: Grant; now: number }) {
  const share = grant.granted_micros > 0 ? grant.remaining_micros / grant.granted_micros : 0;
  const soon = grant.expires_at !== null && Date.parse(grant.expires_at) - now < soonMs;
  return (
    <li className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-4">
        <span className="min-w-0 truncate">{grant.reason}</span>
        <span className={cn('shrink-0 text-sm', soon ? 'text-warn' : 'text-ink-3')}>
          {grant.expires_at ? `ends ${timeAgo(grant.expires_at, now)}` : words.grants.never}
        </span>
      </div>
      <div className="h-1 overflow-hidden rounded-full bg-raised" aria-hidden>
        <div className={cn('h-full', soon ? 'bg-warn' : 'bg-ink-2')} style={{ width: `${share * 100}%` }} />
      </div>
      <p className="tabular text-sm text-ink-2">
        {words.grants.left(money(grant.remaining_micros))}{' '}
        <span className="text-ink-3">{words.grants.of(money(grant.granted_micros))}</span>
      </p>
    </li>
  );
}

/** Where the credits come from and when they end. */
export function Grants() {
  const credits = useQuery(creditsQuery);
  if (credits.error && !credits.data)
    return (
      <ProblemPanel
        compact
        title={words.grants.failed}
        problem={credits.error}
        onRetry={() => void credits.refetch()}
      />
    );
  if (!credits.data)
    return (
      <Loading label="Loading credits" className="grid gap-6 md:grid-cols-2">
        <Skeleton className="h-14" />
        <Skeleton className="h-14" />
      </Loading>
    );
  if (credits.data.grants.length === 0) return <p className="text-ink-2">{words.grants.none}</p>;
  return (
    <ul className="grid gap-x-12 gap-y-6 md:grid-cols-2">
      {credits.data.grants.map((grant) => (
        <GrantRow key={grant.id} grant={grant} now={credits.dataUpdatedAt} />
      ))}
    </ul>
  );
}
