import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { Page } from '@/components/ui/page';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { useUser } from '@/lib/queries/session';
import { bucketsQuery } from '../api/buckets';
import { allUsageQuery, ownUsageQuery, type BucketUsage } from '../api/usage';
import type { View } from '../api/storage-client';
import { useView } from '../lib/view';
import { words } from '../words';
import { AllSpace } from './all-space';
import { BucketDialog } from './bucket-dialog';
import { BucketRow } from './bucket-row';
import { OwnSpace } from './own-space';
import { Trash } from './trash';
import { ViewSelect } from './view-select';

/** How full each bucket is, as far as this view sees. */
function useFilling(view: View): (bucket: string) => BucketUsage | undefined {
  const own = useQuery({ ...ownUsageQuery, enabled: view === 'self' });
  const all = useQuery({ ...allUsageQuery, enabled: view === 'service' });
  const known = view === 'self' ? own.data : all.data;
  return (bucket) => known?.buckets.find((each) => each.bucket_id === bucket);
}

/** Every bucket that is open to this person. */
export function StoragePage() {
  const user = useUser();
  const [view] = useView();
  const [creating, setCreating] = useState(false);
  const buckets = useQuery(bucketsQuery(view));
  const filling = useFilling(view);
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        user?.is_admin && (
          <>
            <ViewSelect />
            <Button variant="primary" onClick={() => setCreating(true)}>
              <Plus size={16} strokeWidth={1.5} aria-hidden />
              {words.buckets.create}
            </Button>
          </>
        )
      }
    >
      <section aria-label={words.buckets.title} className="flex flex-col">
        {buckets.isPending && (
          <Loading label={words.buckets.loading} className="flex flex-col gap-1">
            {['a', 'b', 'c', 'd', 'e'].map((key) => (
              <Skeleton key={key} className="h-16" />
            ))}
          </Loading>
        )}
        {buckets.error && !buckets.data && (
          <ProblemPanel
            compact
            title={words.buckets.failed}
            problem={buckets.error}
            onRetry={() => void buckets.refetch()}
          />
        )}
        {buckets.data?.length === 0 && (
          <Empty className="px-0 md:px-0" title={words.buckets.none} body={words.buckets.noneBody} />
        )}
        {buckets.data && buckets.data.length > 0 && (
          <ul aria-label={words.buckets.title} className="flex flex-col border-t border-line">
            {buckets.data.map((bucket) => (
              <BucketRow
                key={bucket.id}
                bucket={bucket}
                filling={filling(bucket.id)}
                manages={user?.is_admin ?? false}
              />
            ))}
          </ul>
        )}
      </section>
      <OwnSpace />
      <Trash />
      {user?.is_admin && <AllSpace />}
      <BucketDialog key={String(creating)} open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
