import { ArrowUpFromLine, Ellipsis, Pencil, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import type { Budget } from '@/lib/api/money';
import { cn } from '@/lib/cn';
import { day, money, timeAgo } from '@/lib/format';
import { useEndRaise, useRemoveBudget } from './api';
import { words } from './words';

function percent(part: number, whole: number): string {
  return `${Math.min(100, whole > 0 ? (part / whole) * 100 : 100)}%`;
}

/** Spent, set aside, and the mark at which one is told, on one line as long as the limit. */
function Bar({ budget, limit }: { budget: Budget; limit: number }) {
  const used = budget.spent_micros + budget.held_micros;
  const told = budget.soft_micros !== null && used >= budget.soft_micros;
  const tone = used >= limit ? 'bg-bad' : told ? 'bg-warn' : 'bg-ink-2';
  return (
    <div className="relative h-1.5 overflow-hidden rounded-full bg-raised" aria-hidden>
      <div className={cn('absolute inset-y-0 left-0 opacity-40', tone)} style={{ width: percent(used, limit) }} />
      <div className={cn('absolute inset-y-0 left-0', tone)} style={{ width: percent(budget.spent_micros, limit) }} />
      {budget.soft_micros !== null && budget.soft_micros < limit && (
        <div className="absolute inset-y-0 w-0.5 bg-ground" style={{ left: percent(budget.soft_micros, limit) }} />
      )}
    </div>
  );
}

interface Props {
  budget: Budget;
  onChange: () => void;
  onRaise: () => void;
}

export function BudgetRow({ budget, onChange, onRaise }: Props) {
  const [asking, setAsking] = useState(false);
  const remove = useRemoveBudget();
  const end = useEndRaise();
  const limit = budget.raised_micros ?? budget.hard_micros ?? budget.soft_micros ?? 0;
  const used = budget.spent_micros + budget.held_micros;
  const what =
    budget.hard_micros === null
      ? words.noHard
      : `${money(budget.raised_micros ?? budget.hard_micros)} ${words.periods[budget.period]}`;
  const facts = [
    words.used(money(used)),
    budget.held_micros > 0 && words.held(money(budget.held_micros)),
    budget.soft_micros !== null && words.softMark(money(budget.soft_micros)),
    budget.renews_at && words.renews(day(budget.renews_at)),
    budget.imposed_by === 'admin' && words.byAdmin,
  ].filter(Boolean);
  const problem = remove.error ?? end.error;
  return (
    <li className="flex flex-col gap-2 border-b border-line py-4 first:pt-0 last:border-0">
      <div className="flex min-h-8 items-center justify-between gap-4">
        <h3 className="tabular font-medium">
          {budget.hard_micros === null ? `${words.every[budget.period]}, ${what}` : what}
        </h3>
        {budget.may_change && (
          <Menu
            label={words.actions(what)}
            trigger={<IconButton icon={Ellipsis} label={words.actions(what)} />}
            entries={[
              { label: words.change, icon: Pencil, onSelect: onChange },
              ...(budget.raised_micros !== null
                ? [{ label: words.lower, icon: Undo2, onSelect: () => end.mutate(budget.id) }]
                : budget.hard_micros !== null
                  ? [{ label: words.raise, icon: ArrowUpFromLine, onSelect: onRaise }]
                  : []),
              { label: words.remove, icon: Trash2, danger: true, apart: true, onSelect: () => setAsking(true) },
            ]}
          />
        )}
      </div>
      <Bar budget={budget} limit={limit} />
      <p className="tabular text-sm text-ink-3">{facts.join(' · ')}</p>
      {budget.raised_micros !== null && budget.raised_until && (
        <p className="tabular text-sm text-warn">
          {words.raised(money(budget.raised_micros), timeAgo(budget.raised_until))}
        </p>
      )}
      {used >= limit && budget.hard_micros !== null && <p className="text-sm text-bad">{words.atHard}</p>}
      <p role="status" className="text-sm text-bad empty:hidden">
        {problem?.message}
      </p>
      <ConfirmDialog
        open={asking}
        title={words.removeTitle(what)}
        body={words.removeBody}
        confirm={words.remove}
        onConfirm={() => remove.mutate(budget.id)}
        onClose={() => setAsking(false)}
      />
    </li>
  );
}
