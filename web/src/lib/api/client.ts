import { problemFrom, unreachable } from './problem';

export type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  body?: unknown;
  query?: Query;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One request to the studio API. Gives `data` of the envelope, or throws an `ApiProblem`. */
async function send<T>(method: string, path: string, { body, query, headers, signal }: Options = {}): Promise<T> {
  const form = body instanceof FormData;
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(body !== undefined && !form ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachable();
  }
  const content = await bodyOf(response);
  if (!response.ok) throw problemFrom(response.status, content, response.headers.get('X-Request-Id'));
  return (content as { data?: T } | null)?.data as T;
}

export const api = {
  get: <T>(path: string, options?: Omit<Options, 'body'>) => send<T>('GET', path, options),
  post: <T>(path: string, body?: unknown, options?: Omit<Options, 'body'>) =>
    send<T>('POST', path, { ...options, body }),
  put: <T>(path: string, body: unknown) => send<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown) => send<T>('PATCH', path, { body }),
  delete: <T = null>(path: string, query?: Query, body?: unknown) =>
    send<T>('DELETE', path, { ...(query ? { query } : {}), ...(body === undefined ? {} : { body }) }),
};
