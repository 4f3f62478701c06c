import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { StatusWord, type Tone } from '@/components/ui/status-word';
import { TimeAgo } from '@/components/ui/time-ago';
import { duration, exactTime } from '@/lib/format';
import { maintenanceQuery, providersHealthQuery, useReopen, type ProviderHealth } from '../api/providers-health';
import { providerWords as words } from '../words';
import { MaintenanceDialog, type Closing } from './maintenance-dialog';

const tones: Record<ProviderHealth['state'], Tone> = {
  ok: 'good',
  degraded: 'warn',
  down: 'bad',
  maintenance: 'info',
  unknown: 'neutral',
};

const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

interface RowProps {
  health: ProviderHealth;
  onClose: () => void;
  onReopen: () => void;
}

function Row({ health, onClose, onReopen }: RowProps) {
  const facts = [
    health.success_rate !== null && words.rate(share.format(health.success_rate), health.calls),
    health.p50_ms !== null && health.p95_ms !== null && words.speed(duration(health.p50_ms), duration(health.p95_ms)),
  ].filter(Boolean);
  return (
    <li className="flex flex-col gap-1 border-b border-line py-3 last:border-0">
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <h2 className="min-w-0 truncate text-base font-medium max-md:grow md:w-40">{health.display_name}</h2>
        <StatusWord tone={tones[health.state]} className="md:w-32">
          {words.states[health.state]}
        </StatusWord>
        <span className="tabular min-w-0 text-sm text-ink-2 empty:max-md:hidden max-md:order-last max-md:basis-full md:grow">
          {facts.join(' · ')}
        </span>
        {health.maintenance ? (
          <Button size="sm" onClick={onReopen} aria-label={`${words.reopen} ${health.display_name}`}>
            {words.reopen}
          </Button>
        ) : (
          <Button size="sm" variant="quiet" onClick={onClose} aria-label={`${words.close} ${health.display_name}`}>
            {words.close}
          </Button>
        )}
      </div>
      {health.maintenance && (
        <p className="text-sm text-ink-2">
          {health.maintenance.reason}
          {health.maintenance.ends_at && `, ${words.until(exactTime(health.maintenance.ends_at))}`}
        </p>
      )}
      {health.circuits.map((circuit) => (
        <p key={circuit.model} className="text-sm text-warn">
          {circuit.state === 'open' ? words.circuit(circuit.model) : words.probing(circuit.model)}
        </p>
      ))}
      {health.last_error && (
        <p className="text-sm text-ink-3">
          {words.lastError} <TimeAgo at={health.last_error.at} />:{' '}
          {health.last_error.message ?? health.last_error.outcome}
        </p>
      )}
    </li>
  );
}

/** How the providers do, and the switches that close one, or all. */
export function ProvidersPanel() {
  const [closing, setClosing] = useState<Closing | null>(null);
  const health = useQuery(providersHealthQuery);
  const closed = useQuery(maintenanceQuery);
  const reopen = useReopen();
  const server = closed.data?.find((each) => each.provider === 'server');
  const problem = health.error ?? closed.error;
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <p className="max-w-[70ch] text-ink-2">{words.lead}</p>
        {!server && (
          <Button onClick={() => setClosing({ provider: 'server', name: words.server })}>{words.closeServer}</Button>
        )}
      </div>
      {server && (
        <div role="status" className="flex flex-wrap items-center gap-4 border-y border-line py-3">
          <StatusWord tone="info">{words.serverClosed}</StatusWord>
          <span className="grow text-sm text-ink-2">
            {server.reason}
            {server.ends_at && `, ${words.until(exactTime(server.ends_at))}`}
          </span>
          <Button size="sm" onClick={() => reopen.mutate('server')}>
            {words.reopen}
          </Button>
        </div>
      )}
      {health.isPending && (
        <Loading label={words.loading} className="flex flex-col gap-3">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </Loading>
      )}
      {problem && (
        <ProblemPanel
          compact
          title={words.failed}
          problem={problem}
          onRetry={() => void Promise.all([health.refetch(), closed.refetch()])}
        />
      )}
      <ul>
        {health.data?.map((each) => (
          <Row
            key={each.provider}
            health={each}
            onClose={() => setClosing({ provider: each.provider, name: each.display_name })}
            onReopen={() => reopen.mutate(each.provider)}
          />
        ))}
      </ul>
      <p role="status" className="text-sm text-bad empty:hidden">
        {reopen.error?.message}
      </p>
      <MaintenanceDialog closing={closing} onClose={() => setClosing(null)} />
    </div>
  );
}
