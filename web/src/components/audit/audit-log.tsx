import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import { download } from '@/lib/download';
import type { AuditEntry } from '@/lib/api/administration';
import { auditQuery, type AuditPath } from './api';

/** The details as a person says them: "reason Welcome, amount micros 5000000". */
function words(detail: unknown): string {
  if (detail === null || detail === undefined) return '';
  if (typeof detail !== 'object') return String(detail);
  return Object.entries(detail)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}

const about = (entry: AuditEntry) => [words(entry.detail), entry.subject].filter(Boolean).join(' · ');

/** All of an entry in the width of a phone. */
function NarrowEntry({ entry }: { entry: AuditEntry }) {
  return (
    <div className="flex flex-col gap-0.5">
      <p className="flex items-baseline gap-3">
        <span className="min-w-0 grow font-mono text-sm break-words">{entry.action}</span>
        <TimeAgo at={entry.at} className="shrink-0 text-sm text-ink-3" />
      </p>
      <p className="text-sm break-words text-ink-2">{entry.actor ?? 'System'}</p>
      <p className="line-clamp-2 text-sm break-words text-ink-3">{about(entry)}</p>
    </div>
  );
}

/** Every change of keys, roles, budgets and money, of the server or of an organisation; nobody can alter it. */
export function AuditLog({ path }: { path: AuditPath }) {
  const audit = useInfiniteQuery(auditQuery(path));
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <div className="flex flex-col gap-4">
      <Button className="self-end" onClick={() => void download(`${path}?format=csv`, 'audit.csv')}>
        <Download size={16} strokeWidth={1.5} aria-hidden />
        Download as CSV
      </Button>
      {audit.isPending && (
        <Loading label="Loading the audit log" className="flex flex-col gap-2">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </Loading>
      )}
      {audit.error && (
        <ProblemPanel
          compact
          title="The audit log could not be loaded"
          problem={audit.error}
          onRetry={() => void audit.refetch()}
        />
      )}
      {audit.data && entries.length === 0 && <p className="text-ink-2">Nothing has been changed yet.</p>}
      {entries.length > 0 && (
        <div
          // What does not fit is scrolled, and whoever uses the keyboard must be able to scroll it.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="region"
          aria-label="Entries of the audit log"
          className="overflow-x-auto"
        >
          <table className="w-full text-left">
            <caption className="sr-only">Audit log</caption>
            <thead className="text-sm text-ink-3">
              <tr className="h-8 border-b border-line">
                <th className="font-normal max-md:hidden">When</th>
                <th className="font-normal max-md:hidden">Who</th>
                <th className="font-normal max-md:hidden">What</th>
                <th className="font-normal md:hidden">What, who, when</th>
                <th className="font-normal max-md:hidden">Detail</th>
                <th className="text-right font-normal max-md:hidden">Address</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr key={entry.id} className="h-10 border-b border-line last:border-0">
                  <td className="pr-4 whitespace-nowrap text-ink-3 max-md:hidden">
                    <TimeAgo at={entry.at} />
                  </td>
                  <td className="max-w-48 truncate pr-4 max-md:hidden">{entry.actor ?? 'System'}</td>
                  <td className="pr-4 font-mono text-sm whitespace-nowrap max-md:hidden">{entry.action}</td>
                  <td className="py-2 md:hidden">
                    <NarrowEntry entry={entry} />
                  </td>
                  <td className="max-w-0 min-w-40 truncate pr-4 text-sm text-ink-2 max-md:hidden" title={about(entry)}>
                    {about(entry)}
                  </td>
                  <td className="tabular text-right font-mono text-xs text-ink-3 max-md:hidden">{entry.ip ?? ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {audit.hasNextPage && (
        <Button size="sm" className="self-start" onClick={() => void audit.fetchNextPage()}>
          Show older
        </Button>
      )}
    </div>
  );
}
