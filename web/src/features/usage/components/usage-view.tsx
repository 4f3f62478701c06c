import { useQuery } from '@tanstack/react-query';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { Usage } from '@/lib/api/types';
import { money, plural } from '@/lib/format';
import { typeWords } from '@/lib/generation-words';
import { usageQuery } from '@/lib/queries/usage';
import { usePreferences } from '@/lib/stores/preferences';
import { Breakdown } from './breakdown';
import { DayChart } from './day-chart';

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className="flex flex-col gap-0.5">
      <dt className="text-sm text-ink-3">{name}</dt>
      <dd className="tabular text-display-sm font-medium tracking-tight">{value}</dd>
      <dd className="tabular text-sm text-ink-3">{note}</dd>
    </div>
  );
}

function Figures({ usage, own }: { usage: Usage; own: boolean }) {
  const { credits } = usage;
  return (
    <dl className="flex flex-wrap gap-x-16 gap-y-6">
      <Figure name="In this time" value={money(usage.total.cost_micros)} note={plural(usage.total.count, 'run')} />
      <Figure name="Today" value={money(usage.today.cost_micros)} note={plural(usage.today.count, 'run')} />
      {own && (
        <Figure
          name="Credits left"
          value={money(credits.balance_micros)}
          note={
            credits.held_micros > 0
              ? `${money(credits.held_micros)} of it held`
              : `${money(credits.granted_micros)} granted in all`
          }
        />
      )}
    </dl>
  );
}

/** What was made and what it cost, for one person or one project. */
export function UsageView({ projectId }: { projectId?: string }) {
  const days = usePreferences((state) => state.usageDays);
  const usage = useQuery(usageQuery(days, projectId));
  const data = usage.data;
  if (usage.error && !data)
    return (
      <ProblemPanel
        className="px-0 md:px-0"
        title="The usage could not be loaded"
        problem={usage.error}
        onRetry={() => void usage.refetch()}
      />
    );
  if (!data) {
    return (
      <Loading label="Loading usage" className="flex flex-col gap-8">
        <div className="flex gap-16">
          <Skeleton className="h-16 w-32" />
          <Skeleton className="h-16 w-32" />
          <Skeleton className="h-16 w-32" />
        </div>
        <Skeleton className="h-40" />
        <Skeleton className="h-48" />
      </Loading>
    );
  }
  return (
    <div className="flex flex-col gap-10">
      <Figures usage={data} own={!projectId} />
      <DayChart days={data.by_day} range={days} />
      <div className="grid items-start gap-x-12 gap-y-10 lg:grid-cols-2">
        <Breakdown
          caption="By model"
          rows={data.by_model.map((row) => ({
            ...row,
            key: `${row.provider}/${row.model}`,
            name: row.model,
            note: row.provider,
          }))}
        />
        {!projectId && (
          <Breakdown
            caption="By project"
            rows={data.by_project.map((row) => ({
              ...row,
              key: row.project_id ?? 'none',
              name: row.name ?? 'No project',
            }))}
          />
        )}
        <Breakdown
          caption="By type"
          rows={data.by_type.map((row) => ({ ...row, key: row.type, name: typeWords[row.type].tab }))}
        />
      </div>
    </div>
  );
}
