import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Nameable } from '@/components/people/api';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import type { ProviderKey } from '@/lib/api/types';
import { providersQuery } from '@/lib/queries/providers';
import { AddKeyDialog } from './add-key-dialog';
import { keysQuery } from './api';
import type { KeyHome } from './home';
import { KeyRow } from './key-row';
import { words } from './words';

interface Props {
  home: KeyHome;
  people?: readonly Nameable[];
  children?: ReactNode;
}

const nobody: readonly Nameable[] = [];

/** By provider, and within one in the order in which they are used. */
function ordered(keys: readonly ProviderKey[]): ProviderKey[] {
  return keys.toSorted(
    (a, b) =>
      a.provider.localeCompare(b.provider) || a.position - b.position || a.created_at.localeCompare(b.created_at),
  );
}

function placeOf(key: ProviderKey, all: readonly ProviderKey[]) {
  const rivals = all.filter((each) => each.provider === key.provider && each.is_active);
  if (rivals.length < 2) return null;
  return { first: rivals[0]?.id === key.id, before: Math.min(...rivals.map((each) => each.position)) - 1 };
}

/** The provider keys of a person, an organisation or the server. */
export function KeySection({ home, people = nobody, children }: Props) {
  const [adding, setAdding] = useState(false);
  const providers = useQuery(providersQuery);
  const keys = useQuery(keysQuery(home));
  const all = ordered(keys.data ?? []);
  const problem = keys.error ?? providers.error;
  return (
    <Section
      title={words.title}
      lead={words.lead[home.of]}
      action={
        <Button variant="primary" disabled={!providers.data} onClick={() => setAdding(true)}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          {words.add}
        </Button>
      }
    >
      {(keys.isPending || providers.isPending) && (
        <Loading label={words.loading} className="flex flex-col gap-3">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </Loading>
      )}
      {problem && (
        <ProblemPanel
          compact
          title={words.failed}
          problem={problem}
          onRetry={() => void Promise.all([keys.refetch(), providers.refetch()])}
        />
      )}
      {keys.data?.length === 0 && (
        <div className="flex flex-col gap-1 py-4">
          <p className="font-display text-display-sm">{words.noneTitle}</p>
          <p className="max-w-[60ch] text-ink-2">{words.none[home.of]}</p>
        </div>
      )}
      {all.length > 0 && (
        <ul>
          {all.map((key) => (
            <KeyRow
              key={key.id}
              home={home}
              apiKey={key}
              provider={providers.data?.find((each) => each.id === key.provider)}
              place={placeOf(key, all)}
              people={people}
            />
          ))}
        </ul>
      )}
      {children}
      <AddKeyDialog
        home={home}
        open={adding}
        providers={providers.data?.filter((each) => each.key_required || each.base_url_editable) ?? []}
        onClose={() => setAdding(false)}
      />
    </Section>
  );
}
