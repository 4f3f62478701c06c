import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { StatusWord } from '@/components/ui/status-word';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Anomaly, ServerFailure } from '@/lib/api/administration';
import { count, exactTime } from '@/lib/format';
import { monitoringQuery, useResolveFailure, useSeeAnomalies } from '../api/monitoring';
import { healthWords as words } from '../words';
import { Activity } from './activity';

/** What an operator looks at first: what is unusual, how busy it is, what failed. */
export function Health() {
  const monitoring = useQuery(monitoringQuery);
  if (monitoring.isPending) {
    return (
      <Loading label={words.loading} className="flex flex-col gap-4">
        <Skeleton className="h-16" />
        <Skeleton className="h-48" />
        <Skeleton className="h-32" />
      </Loading>
    );
  }
  if (monitoring.error) {
    return (
      <ProblemPanel compact title={words.failed} problem={monitoring.error} onRetry={() => void monitoring.refetch()} />
    );
  }
  return (
    <div className="flex flex-col gap-12">
      <Unusual anomalies={monitoring.data.anomalies} />
      <Activity hours={monitoring.data.activity} />
      <Failures failures={monitoring.data.failures} />
    </div>
  );
}

function Unusual({ anomalies }: { anomalies: readonly Anomaly[] }) {
  const see = useSeeAnomalies();
  if (anomalies.length === 0) {
    return (
      <section className="flex flex-col gap-2">
        <h2 className="font-display text-display-sm">{words.nothingUnusual}</h2>
        <p className="max-w-[60ch] text-ink-2">{words.nothingUnusualBody}</p>
      </section>
    );
  }
  return (
    <section className="flex flex-col gap-3">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-medium text-ink">{words.unusual}</h2>
        {anomalies.some((anomaly) => !anomaly.seen_at) && (
          <Button size="sm" disabled={see.isPending} onClick={() => see.mutate()}>
            {words.markSeen}
          </Button>
        )}
      </header>
      <ul>
        {anomalies.map((anomaly) => (
          <li
            key={`${anomaly.measure} ${anomaly.hour}`}
            className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 last:border-0"
          >
            <StatusWord tone={anomaly.seen_at ? 'neutral' : 'warn'} icon={TriangleAlert} className="min-w-44">
              {words.measures[anomaly.measure]}
            </StatusWord>
            <span className="tabular text-ink">{count(anomaly.amount)}</span>
            <span className="tabular grow text-sm text-ink-3">{words.expected(count(anomaly.expected))}</span>
            {!anomaly.seen_at && <span className="text-sm text-warn">{words.fresh}</span>}
            <span className="tabular text-sm text-ink-3">{exactTime(anomaly.hour)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Failures({ failures }: { failures: readonly ServerFailure[] }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-medium text-ink">{words.failures}</h2>
      {failures.length === 0 ? (
        <p className="text-ink-2">{words.noFailures}</p>
      ) : (
        <>
          <p className="max-w-[70ch] text-sm text-ink-2">{words.failureLead}</p>
          <ul>
            {failures.map((failure) => (
              <Failure key={failure.fingerprint} failure={failure} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** The last part of a dotted name. */
const short = (name: string) => name.slice(name.lastIndexOf('.') + 1);

function Failure({ failure }: { failure: ServerFailure }) {
  const resolve = useResolveFailure();
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 border-b border-line py-3 last:border-0">
      <div className="flex min-w-0 grow basis-[320px] flex-col gap-1">
        <p className={failure.resolved_at ? 'text-ink-3' : 'text-ink'}>{failure.message}</p>
        <p className="font-mono text-xs break-all text-ink-3">
          {[failure.error && short(failure.error), failure.place ?? failure.logger].filter(Boolean).join(' · ')}
        </p>
        {failure.last_request_id && (
          <p className="flex items-center font-mono text-xs text-ink-3">
            {failure.last_request_id.slice(0, 13)}
            <CopyButton text={failure.last_request_id} label={words.requestId} className="size-6" />
          </p>
        )}
      </div>
      <p className="tabular text-sm text-ink-2">
        {words.times(failure.occurrences)}, <TimeAgo at={failure.last_at} />
      </p>
      {failure.resolved_at ? (
        <span className="text-sm text-ink-3">{words.resolved}</span>
      ) : (
        <Button size="sm" disabled={resolve.isPending} onClick={() => resolve.mutate(failure.fingerprint)}>
          {words.resolve}
        </Button>
      )}
    </li>
  );
}
