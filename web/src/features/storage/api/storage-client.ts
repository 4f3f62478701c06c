import { accessToken, forgetAccessToken } from '@/lib/api/access-token';
import { api } from '@/lib/api/client';
import { ApiProblem, unreachable } from '@/lib/api/problem';
import type { ProjectKeys } from '@/lib/api/types';
import { refusals } from '../words';

/** Whose rights decide: one's own, or, for administrators, those of the service, which no policy stops. */
export type View = 'self' | 'service';

/** Which bucket, and with whose rights. */
export interface Where {
  view: View;
  bucket: string;
}

export const storageBase = '/storage/v1';

/** A refusal as `/storage/v1` writes it; its HTTP status is usually 400, whatever happened. */
interface Refusal {
  statusCode?: string;
  error?: string;
  message?: string;
  code?: string;
}

interface Options {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

const rowRefused = 'new row violates row-level security policy';
let serviceKey: Promise<string> | null = null;

/** What opens `/storage/v1` under a view. */
export function bearer(view: View): Promise<string> {
  if (view === 'self') return accessToken();
  serviceKey ??= api.get<ProjectKeys>('/api/project-keys').then((keys) => keys.service_role_key);
  serviceKey.catch(() => {
    serviceKey = null;
  });
  return serviceKey;
}

/** In the words of this house; what has none there keeps the server's. */
export function storageProblem(status: number, refusal: Refusal | null, requestId: string | null): ApiProblem {
  // The wire has one code for what is too large; whose limit it was is in the words only.
  const code = /quota/i.test(refusal?.message ?? '') ? 'QuotaUsedUp' : (refusal?.code ?? `http.${status}`);
  const known = refusals[code];
  return new ApiProblem({
    title: known?.title ?? 'The request was refused',
    detail: known?.detail ?? refusal?.message ?? `The server answered ${status}.`,
    status: Number(refusal?.statusCode) || status,
    code,
    request_id: requestId,
    errors: [],
  });
}

async function answer(method: string, path: string, view: View, { body, headers, signal }: Options): Promise<Response> {
  const raw = body === undefined || body instanceof Blob;
  try {
    return await fetch(storageBase + path, {
      method,
      credentials: 'same-origin',
      headers: {
        Authorization: `Bearer ${await bearer(view)}`,
        ...(raw ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as Blob) : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted || cause instanceof ApiProblem) throw cause;
    throw unreachable();
  }
}

async function refusalOf(response: Response): Promise<Refusal | null> {
  return (await response.json().catch(() => null)) as Refusal | null;
}

/** Was it the token, and not a policy? Then another one may open. */
function tokenRefused(status: number, refusal: Refusal | null): boolean {
  return status === 401 || (refusal?.statusCode === '403' && refusal.message !== rowRefused);
}

async function request(method: string, path: string, view: View, options: Options = {}): Promise<Response> {
  const first = await answer(method, path, view, options);
  if (first.ok) return first;
  const refusal = await refusalOf(first);
  if (view === 'self' && tokenRefused(first.status, refusal)) {
    forgetAccessToken();
    const second = await answer(method, path, view, options);
    if (second.ok) return second;
    throw storageProblem(second.status, await refusalOf(second), second.headers.get('X-Request-Id'));
  }
  throw storageProblem(first.status, refusal, first.headers.get('X-Request-Id'));
}

async function json<T>(method: string, path: string, view: View, options?: Options): Promise<T> {
  const response = await request(method, path, view, options);
  return (await response.json().catch(() => null)) as T;
}

/** Requests to `/storage/v1`, the surface that programs use too. */
export const storage = {
  get: <T>(path: string, view: View, options?: Options) => json<T>('GET', path, view, options),
  post: <T>(path: string, view: View, body?: unknown, options?: Options) =>
    json<T>('POST', path, view, { ...options, body }),
  put: <T>(path: string, view: View, body: unknown) => json<T>('PUT', path, view, { body }),
  delete: <T>(path: string, view: View, body?: unknown) => json<T>('DELETE', path, view, { body }),
  bytes: (path: string, view: View, options?: Options) => request('GET', path, view, options),
};

/** A key as a path: each segment escaped, slashes kept. */
export const escaped = (key: string): string => key.split('/').map(encodeURIComponent).join('/');
