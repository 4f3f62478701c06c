import { api } from './client';

/** So much before its end a token is renewed, so that none runs out under way. */
const marginMs = 60_000;

let known: { token: string; until: number } | null = null;
let asked: Promise<string> | null = null;

async function renew(): Promise<string> {
  const { access_token, expires_in } = await api.post<{ access_token: string; expires_in: number }>(
    '/api/auth/refresh',
  );
  known = { token: access_token, until: Date.now() + expires_in * 1000 - marginMs };
  return access_token;
}

/**
 * The access token of whoever is signed in, for the surfaces that programs use too and that take no cookie. It lives in
 * memory only; the cookie brings the next one.
 */
export function accessToken(): Promise<string> {
  if (known && known.until > Date.now()) return Promise.resolve(known.token);
  asked ??= renew().finally(() => {
    asked = null;
  });
  return asked;
}

/** After a refusal: the sign-in it belonged to may be over. */
export function forgetAccessToken(): void {
  known = null;
}
