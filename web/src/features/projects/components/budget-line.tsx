import { Bar } from '@/components/ui/bar';
import type { Project } from '@/lib/api/types';
import { money, moneyFromCents } from '@/lib/format';

/** Spent against the cap; held money lighter. Without a cap only what was spent. */
export function BudgetLine({ project }: { project: Project }) {
  if (project.budget_cents === null) {
    return <p className="tabular text-sm text-ink-3">{money(project.spent_micros)} spent, no cap</p>;
  }
  const cap = project.budget_cents * 10_000;
  return (
    <div className="flex flex-col gap-1.5">
      <p className="tabular flex justify-between text-sm text-ink-3">
        <span>
          {money(project.spent_micros)} spent
          {project.held_micros > 0 && `, ${money(project.held_micros)} held`}
        </span>
        <span>of {moneyFromCents(project.budget_cents)}</span>
      </p>
      <Bar
        label={`Budget of ${project.name}`}
        used={cap > 0 ? project.spent_micros / cap : 1}
        held={cap > 0 ? project.held_micros / cap : 0}
      />
    </div>
  );
}
