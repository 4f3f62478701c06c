import { auth } from '@/lib/api/auth';
import { paths } from '@/config/paths';

/** Why the browser went to another issuer, kept in this tab until it comes back. */
export interface Leaving {
  provider: string;
  verifier: string;
  purpose: 'enter' | 'link';
  /** Where to go afterwards. */
  next?: string | undefined;
}

const key = 'atelier.leaving';
const verifierBytes = 48;

/** One seam for tests: a page that goes away takes them along. */
export const browser = {
  go: (address: string) => window.location.assign(address),
};

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** PKCE: the code that comes back is worth something only in this tab. Plain where a page without TLS has no hash. */
async function proof(): Promise<{ verifier: string; challenge: string; method: 's256' | 'plain' }> {
  const verifier = base64Url(crypto.getRandomValues(new Uint8Array(verifierBytes)));
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle;
  if (!subtle) return { verifier, challenge: verifier, method: 'plain' };
  const hash = await subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return { verifier, challenge: base64Url(new Uint8Array(hash)), method: 's256' };
}

/** Sends the browser to another issuer, to come in by it or to link it to the account of whoever is signed in. */
export async function leave({ provider, purpose, next }: Omit<Leaving, 'verifier'>): Promise<void> {
  const { verifier, challenge, method } = await proof();
  const { url } = await auth.get<{ url: string }>(purpose === 'link' ? '/user/identities/authorize' : '/authorize', {
    query: {
      provider,
      redirect_to: `${window.location.origin}${paths.fromProvider}`,
      code_challenge: challenge,
      code_challenge_method: method,
      skip_http_redirect: 'true',
    },
  });
  sessionStorage.setItem(key, JSON.stringify({ provider, verifier, purpose, next } satisfies Leaving));
  browser.go(url);
}

/** What was kept when the browser left; once. */
export function takeLeaving(): Leaving | null {
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return text ? (JSON.parse(text) as Leaving) : null;
}
