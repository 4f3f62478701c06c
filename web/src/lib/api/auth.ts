import { authRefusal } from '@/lib/auth-words';
import { ApiProblem, unreachable } from './problem';

/** From this version of the contract on, refusals carry words as codes. */
const contractVersion = '2024-01-01';

/** An account as `/auth/v1` shows it; only what screens read. */
export interface AuthUser {
  id: string;
  email: string;
  /** An address that waits for its confirmation. */
  new_email?: string;
  email_change_sent_at?: string;
  /** Digits; empty for none. */
  phone?: string;
  /** A number that waits for its code. */
  new_phone?: string;
  phone_change_sent_at?: string;
  last_sign_in_at?: string;
  app_metadata: { role?: string };
  user_metadata: { name?: string };
  identities?: AuthIdentity[];
  factors?: AuthFactor[];
}

export interface AuthIdentity {
  identity_id: string;
  provider: string;
  email?: string;
  created_at: string;
  last_sign_in_at?: string;
}

export interface AuthFactor {
  id: string;
  friendly_name?: string;
  factor_type: string;
  status: 'verified' | 'unverified';
  created_at: string;
}

interface Options {
  /** The access token of a link or a code; without it the session cookie speaks. */
  bearer?: string;
  query?: Record<string, string>;
}

async function refusalOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as { code?: unknown } | null;
  const code = typeof body?.code === 'string' ? body.code : `http.${response.status}`;
  const wait = Number(response.headers.get('Retry-After') ?? '');
  return new ApiProblem({
    ...authRefusal(code),
    status: response.status,
    code,
    request_id: response.headers.get('X-Request-Id'),
    errors: [],
    ...(wait > 0 ? { retry_after_seconds: wait } : {}),
  });
}

/** A refusal that came by way of an address, in the words of this house. */
export function authProblem(code: string): ApiProblem {
  return new ApiProblem({ ...authRefusal(code), status: 400, code, request_id: null, errors: [] });
}

/** One request to `/auth/v1`. Its refusals are read by code and said in the words of this house. */
async function send<T>(method: string, path: string, body?: unknown, { bearer, query }: Options = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/auth/v1${path}${query ? `?${new URLSearchParams(query)}` : ''}`, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        'X-Supabase-Api-Version': contractVersion,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw unreachable();
  }
  if (!response.ok) throw await refusalOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const auth = {
  get: <T>(path: string, options?: Options) => send<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: Options) => send<T>('POST', path, body, options),
  put: <T>(path: string, body: unknown, options?: Options) => send<T>('PUT', path, body, options),
  delete: <T>(path: string) => send<T>('DELETE', path),
};
