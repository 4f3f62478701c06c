import { useQuery } from '@tanstack/react-query';
import { Bar } from '@/components/ui/bar';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { count } from '@/lib/format';
import { ownUsageQuery } from '../api/usage';
import { sizeText } from '../lib/sizes';
import { words } from '../words';

/** What one's own files take, and how much they may. */
export function OwnSpace() {
  const usage = useQuery(ownUsageQuery);
  const data = usage.data;
  const quota = data?.quota_bytes ?? null;
  return (
    <Section title={words.space.title} lead={words.space.lead}>
      {usage.isPending && (
        <Loading label={words.space.loading}>
          <Skeleton className="h-12" />
        </Loading>
      )}
      {usage.error && !data && (
        <ProblemPanel compact title={words.space.failed} problem={usage.error} onRetry={() => void usage.refetch()} />
      )}
      {data && (
        <div className="flex flex-col gap-3">
          <p className="tabular flex flex-wrap items-baseline gap-x-3">
            <span className="text-display-sm font-medium tracking-tight">{sizeText(data.bytes)}</span>
            <span className="text-ink-3">
              {quota === null
                ? words.space.files(count(data.objects))
                : words.space.of(sizeText(quota), count(data.objects))}
            </span>
          </p>
          {quota !== null && <Bar label={words.space.quota} used={quota > 0 ? data.bytes / quota : 1} />}
          {quota !== null && data.bytes >= quota * 0.8 && (
            <p className="text-sm text-warn">{data.bytes >= quota ? words.space.full : words.space.nearly}</p>
          )}
        </div>
      )}
    </Section>
  );
}
