import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Loading } from '@/components/ui/loading';
import { Menu } from '@/components/ui/menu';
import { notify } from '@/components/ui/notices';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/lib/cn';
import { queueRulesQuery, useChangeRules, type Tier } from '../api/tiers';
import { words } from '../tier-words';
import { RunLimits } from './run-limits';
import { TierDialog } from './tier-dialog';
import { TierMembers } from './tier-members';

/** On a desk the first row says for all of them what the numbers are. */
function Rate({ label, value, first }: { label: string; value: number | null; first: boolean }) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className={cn('text-sm text-ink-3', !first && 'md:sr-only')}>{label}</dt>
      <dd className={value === null ? 'text-ink-3' : 'tabular text-ink'}>
        {value === null ? words.settings : value.toLocaleString('en')}
      </dd>
    </div>
  );
}

interface RowProps {
  tier: Tier;
  first: boolean;
  onChange: () => void;
  onRemove: () => void;
}

function Row({ tier, first, onChange, onRemove }: RowProps) {
  return (
    <li className="flex items-start gap-4 border-b border-line py-4 first:pt-0 last:border-0 md:items-end">
      <div className="grid min-w-0 grow gap-x-8 gap-y-3 md:grid-cols-[10rem_1fr] md:items-end">
        <h3 className="truncate font-medium">{tier.name}</h3>
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 md:grid-cols-5">
          <Rate label={words.weight} value={tier.weight} first={first} />
          <Rate label={words.runs} value={tier.runs_max} first={first} />
          <Rate label={words.requests} value={tier.requests_per_minute} first={first} />
          <Rate label={words.burst} value={tier.requests_burst} first={first} />
          <Rate label={words.generations} value={tier.generations_per_minute} first={first} />
        </dl>
      </div>
      <Menu
        label={words.actions(tier.name)}
        trigger={
          <Button variant="quiet" size="icon" aria-label={words.actions(tier.name)}>
            <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
          </Button>
        }
        entries={[
          { label: words.change, onSelect: onChange },
          { label: words.remove, danger: true, apart: true, onSelect: onRemove },
        ]}
      />
    </li>
  );
}

/** Rates and shares by tier, who is in one, and how many runs go on at once. */
export function Tiers() {
  const [editing, setEditing] = useState<Tier | 'new' | null>(null);
  const [removing, setRemoving] = useState<Tier | null>(null);
  const rules = useQuery(queueRulesQuery);
  const change = useChangeRules();
  return (
    <>
      <Section
        title={words.title}
        lead={words.lead}
        action={
          <Button onClick={() => setEditing('new')}>
            <Plus size={16} strokeWidth={1.5} aria-hidden />
            {words.add}
          </Button>
        }
      >
        {rules.isPending && (
          <Loading label={words.loading} className="flex flex-col gap-3">
            <Skeleton className="h-16" />
            <Skeleton className="h-16" />
          </Loading>
        )}
        {rules.error && (
          <ProblemPanel compact title={words.failed} problem={rules.error} onRetry={() => void rules.refetch()} />
        )}
        {rules.data?.tiers.length === 0 && <p className="text-ink-2">{words.none}</p>}
        <ul aria-label={words.title} className="empty:hidden">
          {rules.data?.tiers.map((tier, index) => (
            <Row
              key={tier.name}
              tier={tier}
              first={index === 0}
              onChange={() => setEditing(tier)}
              onRemove={() => setRemoving(tier)}
            />
          ))}
        </ul>
        <TierDialog
          tier={editing === 'new' ? null : editing}
          open={editing !== null}
          onClose={() => setEditing(null)}
        />
        <ConfirmDialog
          open={removing !== null}
          title={words.removeTitle(removing?.name ?? '')}
          body={words.removeBody}
          confirm={words.remove}
          onConfirm={() =>
            removing &&
            change.mutate(
              { of: 'tiers', name: removing.name, weight: null },
              { onError: (problem) => notify(problem.message) },
            )
          }
          onClose={() => setRemoving(null)}
        />
      </Section>
      {rules.data && <TierMembers rules={rules.data} />}
      {rules.data && <RunLimits rules={rules.data} />}
    </>
  );
}
