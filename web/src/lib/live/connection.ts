import type { QueryClient } from '@tanstack/react-query';
import { create } from 'zustand';
import { limits } from '@/config/limits';
import type { Generation, Project } from '@/lib/api/types';
import {
  applyCredits,
  applyGeneration,
  applyProgress,
  applyProject,
  applyReset,
  applyStorage,
  isOver,
  removeGeneration,
  type CreditsMessage,
  type ProgressMessage,
} from './apply';
import { generationQuery } from '@/lib/queries/generation-detail';
import { askForQuietRuns } from './quiet-runs';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'offline';

interface Live {
  status: LiveStatus;
  /** When this status began. */
  since: string;
  /** Tries at once instead of waiting for the next attempt. */
  tryNow: () => void;
}

/** How the app stands with the server; the status line shows it. */
export const useLiveStatus = create<Live>()(() => ({
  status: 'connecting',
  since: new Date().toISOString(),
  tryNow: () => undefined,
}));

function stand(status: LiveStatus): void {
  if (useLiveStatus.getState().status !== status) useLiveStatus.setState({ status, since: new Date().toISOString() });
}

function handlers(cache: QueryClient, onFailed: (row: Generation) => void): Record<string, (data: unknown) => void> {
  return {
    generation: (data) => {
      const sent = data as Generation;
      const known = cache.getQueryData(generationQuery(sent.id).queryKey);
      const row = applyGeneration(cache, sent);
      if (row.status === 'failed' && !(known && isOver(known))) onFailed(row);
    },
    project: (data) => applyProject(cache, data as Project),
    credits: (data) => applyCredits(cache, data as CreditsMessage),
    progress: (data) => applyProgress(cache, data as ProgressMessage),
    generation_deleted: (data) => removeGeneration(cache, (data as { id: string }).id),
    storage: () => applyStorage(cache),
    reset: () => applyReset(cache),
  };
}

/**
 * Opens the one live connection of the app and turns its messages into cache changes. Polls only while it is down.
 * Returns how to close it.
 *
 * @param onFailed told once of each run that fails while somebody listens
 */
export function openLive(cache: QueryClient, onFailed: (row: Generation) => void = () => undefined): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let delay: number = limits.reconnectFirstMs;
  let opened = false;

  const pollWhileDown = () => {
    poll ??= setInterval(() => {
      void cache.invalidateQueries({ queryKey: ['generations'], refetchType: 'active' });
    }, limits.pollWhileDisconnectedMs);
  };
  const stopPolling = () => {
    clearInterval(poll);
    poll = undefined;
  };

  const connect = () => {
    source = new EventSource('/api/events', { withCredentials: true });
    source.addEventListener('open', () => {
      stand('live');
      stopPolling();
      delay = limits.reconnectFirstMs;
      // What happened while nobody listened is not replayed: after a gap everything is asked anew, and on the first
      // connection what could have moved between the first answer and now.
      if (opened) applyReset(cache);
      else void cache.invalidateQueries({ queryKey: ['generations'] });
      opened = true;
    });
    source.addEventListener('error', () => {
      stand(navigator.onLine ? 'reconnecting' : 'offline');
      pollWhileDown();
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(retry);
      retry = setTimeout(connect, delay);
      delay = Math.min(delay * 2, limits.reconnectMaxMs);
    });
    for (const [name, handle] of Object.entries(handlers(cache, onFailed))) {
      source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data || '{}')));
    }
  };

  const again = () => {
    source?.close();
    clearTimeout(retry);
    stand('reconnecting');
    connect();
  };
  const offline = () => stand('offline');
  window.addEventListener('online', again);
  window.addEventListener('offline', offline);
  stand('connecting');
  useLiveStatus.setState({ tryNow: again });
  connect();
  const stopAsking = askForQuietRuns(cache, () => useLiveStatus.getState().status === 'live');

  return () => {
    window.removeEventListener('online', again);
    window.removeEventListener('offline', offline);
    useLiveStatus.setState({ tryNow: () => undefined });
    clearTimeout(retry);
    stopPolling();
    stopAsking();
    source?.close();
  };
}
