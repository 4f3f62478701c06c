import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import type { Budget } from '@/lib/api/money';
import { budgetsQuery, type BudgetHome } from './api';
import { BudgetDialog } from './budget-dialog';
import { BudgetRow } from './budget-row';
import { RaiseDialog } from './raise-dialog';
import { words } from './words';

interface Props {
  home: BudgetHome;
  /** Whether whoever looks may set limits here. */
  mayAdd: boolean;
  /** Without the line above: it stands alone, in a dialog. */
  plain?: boolean;
}

/** The limits on money of a person, a project, an organisation, a key or the server. */
export function BudgetSection({ home, mayAdd, plain }: Props) {
  const [editing, setEditing] = useState<Budget | 'new' | null>(null);
  const [raising, setRaising] = useState<Budget | null>(null);
  const budgets = useQuery(budgetsQuery(home));
  return (
    <Section
      {...(plain ? { className: 'border-0 pt-0' } : {})}
      title={words.title}
      lead={words.lead[home.scope]}
      action={
        mayAdd && (
          <Button onClick={() => setEditing('new')}>
            <Plus size={16} strokeWidth={1.5} aria-hidden />
            {words.add}
          </Button>
        )
      }
    >
      {budgets.isPending && (
        <Loading label={words.loading}>
          <Skeleton className="h-16" />
        </Loading>
      )}
      {budgets.error && (
        <ProblemPanel compact title={words.failed} problem={budgets.error} onRetry={() => void budgets.refetch()} />
      )}
      {budgets.data?.length === 0 && <p className="text-ink-2">{words.none[home.scope]}</p>}
      {budgets.data && budgets.data.length > 0 && (
        <ul>
          {budgets.data.map((budget) => (
            <BudgetRow
              key={budget.id}
              budget={budget}
              onChange={() => setEditing(budget)}
              onRaise={() => setRaising(budget)}
            />
          ))}
        </ul>
      )}
      <BudgetDialog
        home={home}
        budget={editing === 'new' ? null : editing}
        open={editing !== null}
        onClose={() => setEditing(null)}
      />
      <RaiseDialog budget={raising} onClose={() => setRaising(null)} />
    </Section>
  );
}
