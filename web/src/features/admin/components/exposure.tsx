import { useQuery } from '@tanstack/react-query';
import { CopyButton } from '@/components/ui/copy-button';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { TimeAgo } from '@/components/ui/time-ago';
import { money } from '@/lib/format';
import { exposureQuery } from '../api/settings';

/** Runs whose outcome nobody knows: what they may have cost at most. */
export function Exposure() {
  const exposure = useQuery(exposureQuery);
  const rows = exposure.data ?? [];
  const most = rows.reduce((sum, row) => sum + (row.estimate_micros ?? 0), 0);
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[70ch] text-ink-2">
        Runs that were sent and never answered for certain. They are never repeated by themselves; check them in the
        provider’s own list.
      </p>
      {exposure.error && (
        <ProblemPanel
          compact
          title="The list could not be loaded"
          problem={exposure.error}
          onRetry={() => void exposure.refetch()}
        />
      )}
      {exposure.data && rows.length === 0 && <p className="font-display text-display-sm">Every outcome is known.</p>}
      {rows.length > 0 && (
        <>
          <p className="tabular">
            At most <strong className="font-semibold">{money(most)}</strong> in{' '}
            {rows.length === 1 ? 'one run' : `${rows.length} runs`}.
          </p>
          <ul>
            {rows.map((row) => (
              <li key={row.id} className="flex flex-wrap items-center gap-x-4 border-b border-line py-3 last:border-0">
                <span className="min-w-0 grow truncate">{row.prompt}</span>
                <span className="text-sm text-ink-3">{row.model}</span>
                <span className="tabular text-sm">{money(row.estimate_micros)}</span>
                <span className="text-sm text-ink-3">
                  <TimeAgo at={row.created_at} />
                </span>
                <span className="flex items-center font-mono text-xs text-ink-3">
                  {row.error?.provider_request_id ?? row.id}
                  <CopyButton text={row.error?.provider_request_id ?? row.id} label="Copy the id" className="size-6" />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
