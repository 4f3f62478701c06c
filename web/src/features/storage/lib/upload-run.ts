import type { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { limits } from '@/config/limits';
import { unreachable, type ApiProblem } from '@/lib/api/problem';
import { useLiveStatus } from '@/lib/live/connection';
import { randomId } from '@/lib/random-id';
import { bearer, storageBase, storageProblem, type View } from '../api/storage-client';
import { dropFile, dropOldFiles, keepFile, keptFile } from './kept-files';
import { another } from './names';
import { change, find, isActive, put, savedUploads, saveUploads, take, useUploads, type Upload } from './upload-store';

const files = new Map<string, File>();
const running = new Map<string, TusUpload>();
/** Files the browser keeps: a reload loses nothing of these. */
const kept = new Set<string>();

const codes: Record<number, string> = {
  403: 'AccessDenied',
  404: 'NoSuchBucket',
  410: 'NoSuchUpload',
  413: 'EntityTooLarge',
  415: 'InvalidMimeType',
};

/** The same file into the same place by the same person: that is what goes on where it stopped. */
const fingerprint = ({ owner, view, bucket, key, name, size, modified }: Upload): string =>
  ['atelier', owner, view, bucket, key, name, size, modified].join('|');

const isTaken = (error: DetailedError): boolean =>
  error.originalResponse?.getStatus() === 409 && /already exists|duplicate/i.test(error.originalResponse.getBody());

const asDetailed = (error: Error): DetailedError => error as DetailedError;

function refusal(error: DetailedError): ApiProblem {
  const response = error.originalResponse;
  if (!response) return unreachable();
  const status = response.getStatus();
  const message = response.getBody();
  const code = /invalid key/i.test(message) ? 'InvalidKey' : codes[status];
  return storageProblem(
    status,
    { ...(code ? { code } : {}), ...(message ? { message } : {}) },
    response.getHeader('X-Request-Id') ?? null,
  );
}

function failed(id: string, error: DetailedError): void {
  running.delete(id);
  if (isTaken(error)) change(id, { state: 'exists' });
  else if (error.originalResponse === null || error.originalResponse === undefined) {
    // Nobody answered: it goes on once the connection is back.
    change(id, { state: error.originalRequest ? 'waiting' : 'failed', problem: unreachable() });
  } else change(id, { state: 'failed', problem: refusal(error) });
  next();
}

function done(id: string): void {
  running.delete(id);
  files.delete(id);
  change(id, { state: 'done', sent: find(id)?.size ?? 0 });
  void dropFile(id);
  next();
}

async function begin(upload: Upload, file: File): Promise<void> {
  const { id, view, bucket, key, mime, upsert } = upload;
  const { Upload: Tus } = await import('tus-js-client');
  const tus = new Tus(file, {
    endpoint: `${window.location.origin}${storageBase}/upload/resumable`,
    chunkSize: limits.uploadChunkBytes,
    retryDelays: [...limits.uploadRetryDelaysMs],
    metadata: { bucketName: bucket, objectName: key, contentType: mime, cacheControl: '3600' },
    headers: { 'x-upsert': String(upsert) },
    fingerprint: () => Promise.resolve(fingerprint(upload)),
    removeFingerprintOnSuccess: true,
    onBeforeRequest: async (request) => request.setHeader('Authorization', `Bearer ${await bearer(view)}`),
    onShouldRetry: (error) => {
      const status = asDetailed(error).originalResponse?.getStatus() ?? 0;
      if (isTaken(asDetailed(error))) return false;
      return navigator.onLine && (status < 400 || status >= 500 || status === 409 || status === 423);
    },
    onProgress: (sent) => change(id, { sent }),
    onSuccess: () => done(id),
    onError: (error) => failed(id, asDetailed(error)),
  });
  running.set(id, tus);
  const [earlier] = await tus.findPreviousUploads();
  // Paused or cancelled while it was looked up.
  if (running.get(id) !== tus) return;
  if (earlier) tus.resumeFromPreviousUpload(earlier);
  tus.start();
}

/** Starts what waits for its turn, as many at once as there is room for. */
function next(): void {
  for (const upload of useUploads.getState().list) {
    const busy = useUploads.getState().list.filter(({ state }) => state === 'uploading').length;
    if (busy >= limits.uploadsAtOnceMax) return;
    const file = files.get(upload.id);
    if (upload.state !== 'queued' || !file) continue;
    change(upload.id, { state: 'uploading', problem: null });
    begin(upload, file).catch((error: Error) => failed(upload.id, asDetailed(error)));
  }
}

export interface NewUpload {
  file: File;
  key: string;
}

/** Gives how many were left out because there are too many. */
export function upload(more: readonly NewUpload[], where: { owner: string; view: View; bucket: string }): number {
  const room = Math.max(0, limits.uploadsListedMax - useUploads.getState().list.length);
  const taken = more.slice(0, room);
  put(
    taken.map(({ file, key }) => {
      const id = randomId();
      files.set(id, file);
      if (file.size <= limits.uploadKeptBytesMax) void keepFile(id, file).then((is) => is && kept.add(id));
      return {
        ...where,
        id,
        key,
        name: file.name,
        size: file.size,
        mime: file.type || 'application/octet-stream',
        modified: file.lastModified,
        upsert: false,
        state: 'queued',
        sent: 0,
        problem: null,
      };
    }),
  );
  next();
  return more.length - taken.length;
}

function stop(id: string, terminate: boolean): void {
  const tus = running.get(id);
  running.delete(id);
  // What cannot be ended at the server ends there by itself.
  void tus?.abort(terminate).catch(() => undefined);
}

export function pause(id: string): void {
  stop(id, false);
  change(id, { state: 'paused' });
  next();
}

/** Goes on, or tries again. */
export function resume(id: string): void {
  change(id, { state: files.has(id) ? 'queued' : 'file', problem: null });
  next();
}

function forget(id: string, terminate: boolean): void {
  stop(id, terminate);
  files.delete(id);
  void dropFile(id);
  take(id);
}

export function cancel(id: string): void {
  forget(id, true);
  next();
}

export function replace(id: string): void {
  change(id, { upsert: true });
  resume(id);
}

/** The name is taken: `name (2).png`, and so on. */
export function keepBoth(id: string): void {
  const here = find(id);
  if (!here) return;
  const beside = new Set(
    useUploads
      .getState()
      .list.filter(({ bucket }) => bucket === here.bucket)
      .map(({ key }) => key),
  );
  change(id, { key: another(here.key, (key) => beside.has(key)) });
  resume(id);
}

/** After a reload: is this the file it was? */
export function giveFile(id: string, file: File): boolean {
  const here = find(id);
  if (!here || here.size !== file.size || here.name !== file.name || here.modified !== file.lastModified) return false;
  files.set(id, file);
  resume(id);
  return true;
}

export function clearEnded(): void {
  for (const each of useUploads.getState().list) if (!isActive(each)) cancel(each.id);
}

async function restore(owner: string): Promise<void> {
  for (const each of savedUploads(owner)) {
    const file = await keptFile(each.id);
    if (find(each.id)) continue;
    if (file) {
      files.set(each.id, file);
      kept.add(each.id);
    }
    put([{ ...each, state: file ? (each.state === 'paused' ? 'paused' : 'queued') : 'file' }]);
  }
  next();
  await dropOldFiles();
}

/**
 * Goes on with what a reload interrupted, and with what waits whenever the connection comes back; warns before a file is
 * lost. Returns how to stop watching.
 */
export function watchUploads(owner: string): () => void {
  // A sign-in that ends elsewhere loads nothing anew: whoever comes next has nothing to do with what is on its way.
  for (const each of useUploads.getState().list) if (each.owner !== owner) forget(each.id, false);
  const stopSaving = saveUploads();
  void restore(owner);
  const stopListening = useLiveStatus.subscribe(({ status }, before) => {
    if (status !== 'live' || before.status === 'live') return;
    for (const { id, state } of useUploads.getState().list) if (state === 'waiting') resume(id);
  });
  const warn = (event: BeforeUnloadEvent) => {
    if (useUploads.getState().list.some((each) => isActive(each) && !kept.has(each.id))) event.preventDefault();
  };
  window.addEventListener('beforeunload', warn);
  return () => {
    stopSaving();
    stopListening();
    window.removeEventListener('beforeunload', warn);
  };
}
