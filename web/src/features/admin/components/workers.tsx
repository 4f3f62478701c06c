import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { fleetQuery } from '../api/workers';
import { workerWords as words } from '../words';
import { WorkerCard } from './worker-card';
import { WorkerCredential, type Credential } from './worker-credential';
import { WorkerDialog } from './worker-dialog';

/** The machines that work through the queue, and how to add one. */
export function Workers() {
  const [adding, setAdding] = useState(false);
  const [credential, setCredential] = useState<Credential | null>(null);
  const fleet = useQuery(fleetQuery);
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <p className="max-w-[70ch] text-ink-2">{words.lead}</p>
        <Button variant="primary" disabled={!fleet.data} onClick={() => setAdding(true)}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          {words.add}
        </Button>
      </div>
      {fleet.isPending && (
        <Loading label={words.loading} className="grid gap-x-12 gap-y-8 lg:grid-cols-2">
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
        </Loading>
      )}
      {fleet.error && (
        <ProblemPanel compact title={words.failed} problem={fleet.error} onRetry={() => void fleet.refetch()} />
      )}
      {fleet.data?.workers.length === 0 && (
        <div className="flex flex-col gap-1 py-4">
          <p className="font-display text-display-sm">{words.none}</p>
          <p className="text-ink-2">{words.noneBody}</p>
        </div>
      )}
      <ul className="grid gap-x-12 gap-y-8 lg:grid-cols-2">
        {fleet.data?.workers.map((worker) => (
          <WorkerCard key={worker.id} worker={worker} onCredential={setCredential} />
        ))}
      </ul>
      <WorkerDialog
        open={adding}
        kinds={fleet.data?.job_kinds.map((each) => each.job_kind) ?? []}
        onClose={() => setAdding(false)}
        onAdded={setCredential}
      />
      <WorkerCredential credential={credential} onClose={() => setCredential(null)} />
    </div>
  );
}
