import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { KeyStatusWord } from '@/components/ui/key-status';
import { Loading } from '@/components/ui/loading';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { StatusWord } from '@/components/ui/status-word';
import { cn } from '@/lib/cn';
import type { Provider } from '@/lib/api/types';
import { providersQuery } from '@/lib/queries/providers';
import { serverKeysQuery, useDeleteServerKey } from '../api/server-keys';
import { ServerKeyDialog } from './server-key-dialog';

export function ServerKeys() {
  const [editing, setEditing] = useState<Provider | null>(null);
  const [removing, setRemoving] = useState<Provider | null>(null);
  const providers = useQuery(providersQuery);
  const keys = useQuery(serverKeysQuery);
  const remove = useDeleteServerKey();
  const problem = providers.error ?? keys.error;
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[70ch] text-ink-2">
        One key per provider for everybody. Runs on it are paid from each person’s credits; a person’s own key always
        goes first.
      </p>
      {(providers.isPending || keys.isPending) && (
        <Loading label="Loading server keys" className="flex flex-col gap-2">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </Loading>
      )}
      {problem && (
        <ProblemPanel
          compact
          title="The server keys could not be loaded"
          problem={problem}
          onRetry={() => void Promise.all([providers.refetch(), keys.refetch()])}
        />
      )}
      <ul>
        {keys.data &&
          providers.data
            ?.filter((provider) => provider.key_required)
            .map((provider) => {
              const key = keys.data.find((each) => each.provider === provider.id);
              return (
                <li
                  key={provider.id}
                  className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-3 last:border-0"
                >
                  <h2 className="min-w-36 text-base font-medium">{provider.display_name}</h2>
                  {key ? (
                    <>
                      <span className="font-mono text-sm text-ink-2">····{key.last4}</span>
                      <KeyStatusWord status={key.status} />
                    </>
                  ) : (
                    <StatusWord tone="neutral">No key</StatusWord>
                  )}
                  <span className="grow" />
                  <Button size="sm" onClick={() => setEditing(provider)}>
                    {key ? 'Replace' : 'Set a key'}
                  </Button>
                  {key && (
                    <Button size="sm" variant="quiet" className="text-bad" onClick={() => setRemoving(provider)}>
                      Remove
                    </Button>
                  )}
                  {key?.last_error && (
                    <p className={cn('w-full text-sm', key.status === 'unverified' ? 'text-warn' : 'text-bad')}>
                      {key.last_error}
                    </p>
                  )}
                </li>
              );
            })}
      </ul>
      <ServerKeyDialog provider={editing} onClose={() => setEditing(null)} />
      <ConfirmDialog
        open={removing !== null}
        title={`Remove the server key of ${removing?.display_name ?? ''}?`}
        body="People without a key of their own can no longer use its models."
        confirm="Remove key"
        onConfirm={() => removing && remove.mutate(removing.id, { onError: (fault) => notify(fault.message) })}
        onClose={() => setRemoving(null)}
      />
    </div>
  );
}
