import { Ellipsis, KeyRound, Pause, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Menu } from '@/components/ui/menu';
import { ProgressLine } from '@/components/ui/progress-line';
import { StatusWord, type Tone } from '@/components/ui/status-word';
import { TimeAgo } from '@/components/ui/time-ago';
import { useDrain, useRemoveWorker, useRenewCredential, type Worker, type WorkerJob } from '../api/workers';
import { workerWords as words } from '../words';
import type { Credential } from './worker-credential';

const tones: Record<Worker['state'], Tone> = {
  new: 'neutral',
  stopped: 'neutral',
  silent: 'bad',
  draining: 'warn',
  busy: 'accent',
  idle: 'good',
};

const gigabyte = 1024 ** 3;

function gigabytes(bytes: number): string {
  return `${(bytes / gigabyte).toFixed(1)} GB`;
}

function Memory({ used, total }: { used: number; total: number }) {
  const share = total > 0 ? Math.min(1, used / total) : 0;
  return (
    <div className="flex flex-col gap-1">
      <p className="tabular flex justify-between gap-4 text-sm">
        <span className="text-ink-3">{words.memory}</span>
        <span className="text-ink-2">{words.memoryOf(gigabytes(used), gigabytes(total))}</span>
      </p>
      <div className="h-1 overflow-hidden rounded-full bg-raised" aria-hidden>
        <div className={share > 0.95 ? 'h-full bg-warn' : 'h-full bg-ink-2'} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

function Job({ job }: { job: WorkerJob }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex items-baseline justify-between gap-4 text-sm">
        <span className="min-w-0 truncate">
          {job.model} <span className="font-mono text-xs text-ink-3">{job.job_kind}</span>
        </span>
        <span className="shrink-0 text-ink-3">
          {job.attempt > 1 ? words.attempt(job.attempt) : <TimeAgo at={job.leased_at} />}
        </span>
      </p>
      <ProgressLine value={job.progress} label={job.model} />
    </div>
  );
}

interface Props {
  worker: Worker;
  onCredential: (credential: Credential) => void;
}

/** One machine: what it does now, what it has done, whether it can be heard. */
export function WorkerCard({ worker, onCredential }: Props) {
  const [asked, setAsked] = useState<'remove' | 'renew' | null>(null);
  const drain = useDrain();
  const renew = useRenewCredential();
  const remove = useRemoveWorker();
  const problem = drain.error ?? renew.error ?? remove.error;
  const facts = [
    worker.device,
    worker.model_loaded && `${words.loaded}: ${worker.model_loaded}`,
    words.jobs(worker.jobs_last_hour),
    worker.failed_last_hour > 0 && words.failedJobs(worker.failed_last_hour),
  ].filter(Boolean);
  return (
    <li className="flex flex-col gap-3 border-t border-line pt-4">
      <div className="flex items-center gap-4">
        <h2 className="min-w-0 truncate text-base font-medium">{worker.name}</h2>
        <StatusWord tone={tones[worker.state]}>{words.states[worker.state]}</StatusWord>
        <span className="ml-auto">
          <Menu
            label={words.actions(worker.name)}
            trigger={<IconButton icon={Ellipsis} label={words.actions(worker.name)} />}
            entries={[
              worker.draining
                ? {
                    label: words.resume,
                    icon: Play,
                    onSelect: () => drain.mutate({ id: worker.id, draining: false }),
                  }
                : { label: words.drain, icon: Pause, onSelect: () => drain.mutate({ id: worker.id, draining: true }) },
              { label: words.renew, icon: KeyRound, onSelect: () => setAsked('renew') },
              { label: words.remove, icon: Trash2, danger: true, apart: true, onSelect: () => setAsked('remove') },
            ]}
          />
        </span>
      </div>
      {worker.current_jobs.map((job) => (
        <Job key={job.generation_id} job={job} />
      ))}
      {worker.vram_total_bytes !== null && (
        <Memory used={worker.vram_used_bytes ?? 0} total={worker.vram_total_bytes} />
      )}
      <p className="tabular text-sm text-ink-2">{facts.join(' · ')}</p>
      <p className="text-sm text-ink-3">
        {worker.heartbeat_at ? (
          <>
            {words.heard} <TimeAgo at={worker.heartbeat_at} />
          </>
        ) : (
          words.never
        )}
        {' · '}
        <span className="font-mono text-xs">{worker.job_kinds.join(' ')}</span>
        {worker.labels.length > 0 && <span className="font-mono text-xs"> · {worker.labels.join(' ')}</span>}
      </p>
      {worker.last_error && worker.last_error_at && (
        <p className="text-sm text-warn">
          {worker.last_error}, <TimeAgo at={worker.last_error_at} />
        </p>
      )}
      {worker.url && worker.url_error && (
        <p className="text-sm break-words text-warn">{words.notCalled(worker.url, worker.url_error)}</p>
      )}
      <p role="status" className="text-sm text-bad empty:hidden">
        {problem?.message}
      </p>
      <ConfirmDialog
        open={asked !== null}
        title={asked === 'renew' ? words.renewTitle(worker.name) : words.removeTitle(worker.name)}
        body={asked === 'renew' ? words.renewBody : words.removeBody}
        confirm={asked === 'renew' ? words.renew : words.remove}
        onConfirm={() => {
          if (asked === 'remove') remove.mutate(worker.id);
          else
            renew.mutate(worker.id, {
              onSuccess: ({ credential }) => onCredential({ name: worker.name, secret: credential }),
            });
        }}
        onClose={() => setAsked(null)}
      />
    </li>
  );
}
