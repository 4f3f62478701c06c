import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { providersQuery } from '@/lib/queries/providers';
import { providerKeysQuery } from '../api/provider-keys';
import { AddProviderKeyDialog } from './add-provider-key-dialog';
import { ProviderKeyRow } from './provider-key-row';

export function ProviderKeys() {
  const [adding, setAdding] = useState(false);
  const providers = useQuery(providersQuery);
  const keys = useQuery(providerKeysQuery);
  const served = providers.data?.filter((provider) => provider.server_key) ?? [];
  const problem = keys.error ?? providers.error;
  return (
    <Section
      title="Provider keys"
      lead="Keys you bought from a provider. Runs on them are billed to you by the provider."
      action={
        <Button variant="primary" disabled={!providers.data} onClick={() => setAdding(true)}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          Add a key
        </Button>
      }
    >
      {(keys.isPending || providers.isPending) && (
        <Loading label="Loading provider keys" className="flex flex-col gap-3">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </Loading>
      )}
      {problem && (
        <ProblemPanel
          compact
          title="The keys could not be loaded"
          problem={problem}
          onRetry={() => void Promise.all([keys.refetch(), providers.refetch()])}
        />
      )}
      {keys.data?.length === 0 && (
        <div className="flex flex-col gap-1 py-4">
          <p className="font-display text-display-sm">No key yet.</p>
          <p className="max-w-[60ch] text-ink-2">
            The demo model works without one. Paste a key of a provider to run its models; it is recognised by its first
            letters and tested before it is stored.
          </p>
        </div>
      )}
      {keys.data && keys.data.length > 0 && (
        <ul>
          {keys.data.map((apiKey) => (
            <ProviderKeyRow
              key={apiKey.id}
              apiKey={apiKey}
              provider={providers.data?.find((each) => each.id === apiKey.provider)}
            />
          ))}
        </ul>
      )}
      {served.length > 0 && (
        <p className="text-sm text-ink-3">
          The server has a key of its own for {served.map((provider) => provider.display_name).join(', ')}. Without a
          key of yours, runs go over it and cost credits.
        </p>
      )}
      <AddProviderKeyDialog
        open={adding}
        providers={providers.data?.filter((each) => each.key_required || each.base_url_editable) ?? []}
        onClose={() => setAdding(false)}
      />
    </Section>
  );
}
