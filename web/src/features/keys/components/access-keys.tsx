import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { BudgetSection } from '@/components/budgets/budget-section';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Dialog } from '@/components/ui/dialog';
import { Loading } from '@/components/ui/loading';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import type { AccessKey } from '@/lib/api/types';
import { isPast } from '@/lib/format';
import { accessKeysQuery, useRevokeAccessKey } from '../api/access-keys';
import { AccessKeyDialog } from './access-key-dialog';

interface RowProps {
  row: AccessKey;
  onLimits: () => void;
  onRevoke: () => void;
}

function Row({ row, onLimits, onRevoke }: RowProps) {
  return (
    <tr className="h-12 border-b border-line last:border-0">
      <td className="pr-4">{row.name}</td>
      <td className="pr-4 font-mono text-sm text-ink-2">
        {row.prefix}
        <span aria-hidden>…</span>
        {row.last4}
      </td>
      <td className="pr-4 text-sm text-ink-3 max-md:hidden">
        {row.last_used_at ? <TimeAgo at={row.last_used_at} /> : 'Not yet'}
      </td>
      <td className="pr-4 text-sm text-ink-3 max-md:hidden">
        {row.revoked_at ? (
          'Revoked'
        ) : row.expires_at && isPast(row.expires_at) ? (
          'Over'
        ) : row.expires_at ? (
          <TimeAgo at={row.expires_at} />
        ) : (
          'Never'
        )}
      </td>
      <td className="text-right">
        {!row.revoked_at && (
          <span className="flex justify-end">
            <Button variant="quiet" size="sm" aria-label={`Limits of ${row.name}`} onClick={onLimits}>
              Limits
            </Button>
            <Button variant="quiet" size="sm" aria-label={`Revoke ${row.name}`} onClick={onRevoke}>
              Revoke
            </Button>
          </span>
        )}
      </td>
    </tr>
  );
}

export function AccessKeys() {
  const [creating, setCreating] = useState(false);
  const [limiting, setLimiting] = useState<AccessKey | null>(null);
  const [revoking, setRevoking] = useState<AccessKey | null>(null);
  const keys = useQuery(accessKeysQuery);
  const revoke = useRevokeAccessKey();
  return (
    <Section
      title="Access keys"
      lead="For programs that call this studio. Each acts as you, with your budget."
      action={
        <Button onClick={() => setCreating(true)}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          Create a key
        </Button>
      }
    >
      {keys.isPending && (
        <Loading label="Loading access keys">
          <Skeleton className="h-12" />
        </Loading>
      )}
      {keys.error && (
        <ProblemPanel
          compact
          title="The access keys could not be loaded"
          problem={keys.error}
          onRetry={() => void keys.refetch()}
        />
      )}
      {keys.data?.length === 0 && <p className="py-2 text-ink-2">No program has access yet.</p>}
      {keys.data && keys.data.length > 0 && (
        <table className="w-full text-left">
          <caption className="sr-only">Access keys</caption>
          <thead className="text-sm text-ink-3">
            <tr className="h-8 border-b border-line">
              <th className="font-normal">Name</th>
              <th className="font-normal">Key</th>
              <th className="font-normal max-md:hidden">Last used</th>
              <th className="font-normal max-md:hidden">Ends</th>
              <th className="w-44">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.data.map((accessKey) => (
              <Row
                key={accessKey.id}
                row={accessKey}
                onLimits={() => setLimiting(accessKey)}
                onRevoke={() => setRevoking(accessKey)}
              />
            ))}
          </tbody>
        </table>
      )}
      <Dialog open={limiting !== null} onClose={() => setLimiting(null)} title={limiting?.name ?? ''} wide>
        {limiting && (
          <BudgetSection home={{ scope: 'access_key', subjectId: limiting.id, admin: false }} mayAdd plain />
        )}
      </Dialog>
      <AccessKeyDialog open={creating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        open={revoking !== null}
        title={`Revoke “${revoking?.name ?? ''}”?`}
        body="Whatever uses it is refused from the next request on. This cannot be taken back."
        confirm="Revoke key"
        onConfirm={() => revoking && revoke.mutate(revoking.id, { onError: (problem) => notify(problem.message) })}
        onClose={() => setRevoking(null)}
      />
    </Section>
  );
}
