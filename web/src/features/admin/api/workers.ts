import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { useRefreshing } from '../lib/use-refreshing';

export interface WorkerJob {
  generation_id: string;
  job_kind: string;
  model: string;
  attempt: number;
  progress: number | null;
  leased_at: string;
  leased_until: string;
}

export interface Worker {
  id: string;
  name: string;
  worker_type: 'generation' | 'chat';
  state: 'new' | 'stopped' | 'silent' | 'draining' | 'busy' | 'idle';
  draining: boolean;
  job_kinds: string[];
  labels: string[];
  credential_last4: string;
  url: string | null;
  url_active: boolean | null;
  url_error: string | null;
  version: string | null;
  device: string | null;
  model_loaded: string | null;
  vram_total_bytes: number | null;
  vram_used_bytes: number | null;
  current_jobs: WorkerJob[];
  jobs_last_hour: number;
  failed_last_hour: number;
  last_error: string | null;
  last_error_at: string | null;
  heartbeat_at: string | null;
  heartbeat_age_seconds: number | null;
}

export interface Fleet {
  workers: Worker[];
  job_kinds: { job_kind: string; models: string[] }[];
}

const lookAgainMs = 5_000;

/** Heartbeats are no rows that the page hears of, so it looks again while it is open. */
export const fleetQuery = queryOptions({
  queryKey: ['admin', 'workers'],
  queryFn: ({ signal }) => api.get<Fleet>('/api/workers', { signal }),
  refetchInterval: lookAgainMs,
});

export interface NewWorker {
  name: string;
  job_kinds: string[];
  labels: string[];
}

interface Admitted {
  worker: Worker;
  /** Shown once. */
  credential: string;
}

export function useAddWorker() {
  return useRefreshing('workers', (worker: NewWorker) => api.post<Admitted>('/api/workers', worker));
}

/** `true`: finishes what it has and takes no more. */
export function useDrain() {
  return useRefreshing('workers', ({ id, draining }: { id: string; draining: boolean }) =>
    api.patch<Worker>(`/api/workers/${id}`, { draining }),
  );
}

export function useRenewCredential() {
  return useRefreshing('workers', (id: string) => api.post<Admitted>(`/api/workers/${id}/credential`, {}));
}

export function useRemoveWorker() {
  return useRefreshing('workers', (id: string) => api.delete(`/api/workers/${id}`));
}
