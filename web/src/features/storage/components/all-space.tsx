import { useQuery } from '@tanstack/react-query';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { count } from '@/lib/format';
import { useFolderLabel } from '../api/owners';
import { allUsageQuery, peopleNamesQuery, type AllUsage, type OwnerUsage } from '../api/usage';
import { sizeText } from '../lib/sizes';
import { words } from '../words';
import { CollectorPanel } from './collector-panel';

function Owners({ owners, quotas }: Pick<AllUsage, 'owners' | 'quotas'>) {
  const people = useQuery(peopleNamesQuery);
  const organisation = useFolderLabel();
  const most = owners[0]?.bytes ?? 1;
  const called = ({ owner_id, org_id }: OwnerUsage) => {
    if (org_id) return organisation(org_id);
    return owner_id ? (people.data?.get(owner_id) ?? owner_id) : words.space.nobody;
  };
  const near = ({ org_id, bytes }: OwnerUsage) => {
    const quota = org_id ? quotas.organisation : quotas.person;
    return quota > 0 && bytes >= quota * 0.8;
  };
  return (
    <table className="w-full text-left">
      <caption className="sr-only">{words.space.byOwner}</caption>
      <thead className="text-sm text-ink-3">
        <tr className="h-8 border-b border-line">
          <th className="font-normal">{words.space.owner}</th>
          <th className="w-24 text-right font-normal max-md:hidden">{words.space.count}</th>
          <th className="w-28 text-right font-normal">{words.space.bytes}</th>
        </tr>
      </thead>
      <tbody>
        {owners.map((owner) => (
          <tr key={`${owner.owner_id} ${owner.org_id}`} className="h-10 border-b border-line last:border-0">
            <td className="max-w-0 truncate pr-4">
              {called(owner)}
              {near(owner) && <span className="text-sm text-warn"> {words.space.nearQuota}</span>}
              <span
                aria-hidden
                className="mt-1 block h-0.5 bg-line-strong"
                style={{ width: `${(owner.bytes / most) * 100}%` }}
              />
            </td>
            <td className="tabular text-right text-sm text-ink-3 max-md:hidden">{count(owner.objects)}</td>
            <td className="tabular text-right text-ink-2">{sizeText(owner.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** For administrators: who keeps how much, and what nobody needs any more. */
export function AllSpace() {
  const usage = useQuery(allUsageQuery);
  const data = usage.data;
  return (
    <Section title={words.space.all} lead={words.space.allLead}>
      {usage.isPending && (
        <Loading label={words.space.loading} className="flex flex-col gap-2">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </Loading>
      )}
      {usage.error && !data && (
        <ProblemPanel compact title={words.space.failed} problem={usage.error} onRetry={() => void usage.refetch()} />
      )}
      {data && (
        <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_340px]">
          {data.owners.length > 0 ? (
            <Owners owners={data.owners} quotas={data.quotas} />
          ) : (
            <p className="text-ink-2">{words.space.none}</p>
          )}
          <CollectorPanel kept={data.kept} disk={data.disk} />
        </div>
      )}
    </Section>
  );
}
