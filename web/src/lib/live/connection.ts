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
  type CreditsMessage,
  type ProgressMessage,
} from './apply';
import { askForQuietRuns } from './quiet-runs';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** How the app stands with the server; the status line shows it. */
export const useLiveStatus = create<{ status: LiveStatus }>()(() => ({ status: 'connecting' }));

function handlers(cache: QueryClient): Record<string, (data: unknown) => void> {
  return {
    generation: (data) => applyGeneration(cache, data as Generation),
    project: (data) => applyProject(cache, data as Project),
    credits: (data) => applyCredits(cache, data as CreditsMessage),
    progress: (data) => applyProgress(cache, data as ProgressMessage),
    reset: () => applyReset(cache),
  };
}

/**
 * Opens the one live connection of the app and turns its messages into cache changes. Polls only while it is down.
 * Returns how to close it.
 */
export function openLive(cache: QueryClient): () => void {
  const set = (status: LiveStatus) => useLiveStatus.setState({ status });
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
      set('live');
      stopPolling();
      delay = limits.reconnectFirstMs;
      // What happened while nobody listened is not replayed: after a gap everything is asked anew, and on the first
      // connection what could have moved between the first answer and now.
      if (opened) applyReset(cache);
      else void cache.invalidateQueries({ queryKey: ['generations'] });
      opened = true;
    });
    source.addEventListener('error', () => {
      set(navigator.onLine ? 'reconnecting' : 'offline');
      pollWhileDown();
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(retry);
      retry = setTimeout(connect, delay);
      delay = Math.min(delay * 2, limits.reconnectMaxMs);
    });
    for (const [name, handle] of Object.entries(handlers(cache))) {
      source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data || '{}')));
    }
  };

  const again = () => {
    source?.close();
    clearTimeout(retry);
    set('reconnecting');
    connect();
  };
  const offline = () => set('offline');
  window.addEventListener('online', again);
  window.addEventListener('offline', offline);
  set('connecting');
  connect();
  const stopAsking = askForQuietRuns(cache, () => useLiveStatus.getState().status === 'live');

  return () => {
    window.removeEventListener('online', again);
    window.removeEventListener('offline', offline);
    clearTimeout(retry);
    stopPolling();
    stopAsking();
    source?.close();
  };
}
