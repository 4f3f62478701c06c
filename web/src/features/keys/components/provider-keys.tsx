import { useQuery } from '@tanstack/react-query';
import { ownKeys } from '@/components/provider-keys/home';
import { KeySection } from '@/components/provider-keys/key-section';
import { providersQuery } from '@/lib/queries/providers';

/** A person's own keys, and for whom the server has one. */
export function ProviderKeys() {
  const providers = useQuery(providersQuery);
  const served = providers.data?.filter((provider) => provider.server_key) ?? [];
  return (
    <KeySection home={ownKeys}>
      {served.length > 0 && (
        <p className="text-sm text-ink-3">
          The server has a key of its own for {served.map((provider) => provider.display_name).join(', ')}. Without a
          key of yours, runs go over it and cost credits.
        </p>
      )}
    </KeySection>
  );
}
