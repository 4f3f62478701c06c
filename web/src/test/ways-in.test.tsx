import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { browser, takeLeaving } from '@/lib/leaving';
import { doors, session, user } from './fixtures';
import { authRefused, ok, refusal, server } from './server';
import { visit } from './visit';

const google = { name: 'google', label: 'Google' };

const signedOut = (change = {}) =>
  server.use(http.get('/api/session', () => ok({ ...session, user: null, doors: { ...doors, ...change } })));

afterEach(() => {
  sessionStorage.clear();
  vi.restoreAllMocks();
});

describe('another issuer', () => {
  it('stands before the e-mail and gets a challenge whose answer stays in this tab', async () => {
    signedOut({ providers: [google, { name: 'club', label: 'The club' }] });
    const go = vi.spyOn(browser, 'go').mockImplementation(() => {});
    let asked = new URLSearchParams();
    server.use(
      http.get('/auth/v1/authorize', ({ request }) => {
        asked = new URL(request.url).searchParams;
        return HttpResponse.json({ url: 'https://accounts.example.org/in' });
      }),
    );
    const { user: person } = visit('/sign-in?next=%2Fusage');
    const button = await screen.findByRole('button', { name: 'Continue with Google' });
    expect(screen.getByRole('button', { name: 'Continue with The club' })).toBeVisible();
    expect(button.compareDocumentPosition(screen.getByLabelText('E-mail'))).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    await person.click(button);

    await waitFor(() => expect(go).toHaveBeenCalledWith('https://accounts.example.org/in'));
    expect(asked.get('provider')).toBe('google');
    expect(asked.get('redirect_to')).toBe(`${window.location.origin}/from-provider`);
    expect(asked.get('code_challenge_method')).toBe('s256');
    const left = takeLeaving();
    expect(left).toMatchObject({ provider: 'google', purpose: 'enter', next: '/usage' });
    expect(left?.verifier).toHaveLength(64);
    expect(asked.get('code_challenge')).not.toBe(left?.verifier);
    expect(takeLeaving()).toBeNull();
  });

  const leaving = (purpose = 'enter') =>
    sessionStorage.setItem(
      'atelier.leaving',
      JSON.stringify({ provider: 'google', verifier: 'v'.repeat(64), purpose, next: '/usage' }),
    );

  it('brings a code that opens the page that was asked for', async () => {
    signedOut({ providers: [google] });
    leaving();
    const sent: unknown[] = [];
    server.use(
      http.post('/auth/v1/token', async ({ request }) => {
        sent.push(new URL(request.url).search, await request.json());
        return HttpResponse.json({ access_token: 'by-issuer' });
      }),
      http.post('/api/auth/refresh', ({ request }) => {
        sent.push(request.headers.get('Authorization'));
        return ok({ user });
      }),
    );
    const { router } = visit('/from-provider?code=once');
    expect(await screen.findByRole('heading', { name: 'Usage' })).toBeVisible();
    expect(router.state.location.href).toBe('/usage');
    expect(sent).toEqual([
      '?grant_type=pkce',
      { auth_code: 'once', code_verifier: 'v'.repeat(64) },
      'Bearer by-issuer',
    ]);
  });

  it('does not spare anybody the code of their authenticator', async () => {
    signedOut({ providers: [google] });
    leaving();
    server.use(
      http.post('/auth/v1/token', () => HttpResponse.json({ access_token: 'by-issuer' })),
      http.post('/api/auth/refresh', () =>
        ok({ second_step: { ticket: 'half', expires_in: 300, authenticators: ['Phone'] } }),
      ),
      http.post('/api/auth/signin/code', () => ok({ user })),
    );
    const { user: person } = visit('/from-provider?code=once');
    await person.type(await screen.findByLabelText('Code from the authenticator'), '123456{Enter}');
    expect(await screen.findByRole('heading', { name: 'Usage' })).toBeVisible();
  });

  it.each([
    ['?error=access_denied&error_code=bad_oauth_callback#error=access_denied', 'The other side said no'],
    ['?error=server_error&error_code=signup_disabled', 'This studio takes no new people'],
    ['?code=of-another-tab', 'The way back was lost'],
  ])('that comes back with %s is explained on the sign-in page', async (query, title) => {
    signedOut({ providers: [google] });
    if (!query.includes('of-another-tab')) leaving();
    const { router } = visit(`/from-provider${query}`);
    expect(await screen.findByRole('heading', { name: 'Welcome back.' })).toBeVisible();
    expect(await screen.findByText('Nobody was signed in')).toBeVisible();
    expect(router.state.location.pathname).toBe('/sign-in');
    const { authRefusal } = await import('@/lib/auth-words');
    const code = new URLSearchParams(router.state.location.searchStr).get('refused') ?? '';
    expect(authRefusal(code).title).toBe(title);
    expect(screen.getByText(authRefusal(code).detail)).toBeVisible();
  });

  it('whose code was used is explained too', async () => {
    signedOut({ providers: [google] });
    leaving();
    server.use(http.post('/auth/v1/token', () => authRefused(404, 'flow_state_not_found')));
    visit('/from-provider?code=twice');
    expect(await screen.findByText('It was used already. Try again.')).toBeVisible();
  });

  it('that cannot be reached says so', async () => {
    signedOut({ providers: [google] });
    server.use(http.get('/auth/v1/authorize', () => authRefused(500, 'unexpected_failure')));
    const { user: person } = visit('/sign-in');
    await person.click(await screen.findByRole('button', { name: 'Continue with Google' }));
    expect(await screen.findByText('It cannot be reached')).toBeVisible();
  });
});

describe('a link instead of the password', () => {
  it('is sent, and its code opens the studio here', async () => {
    signedOut();
    const sent: unknown[] = [];
    server.use(
      http.post('/api/auth/link', async ({ request }) => {
        sent.push(await request.json());
        return ok({ message_sent: true }, 202);
      }),
      http.post('/auth/v1/verify', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ access_token: 'by-code' });
      }),
      http.post('/api/auth/refresh', () => ok({ user })),
    );
    const { user: person } = visit('/sign-in');
    await person.click(await screen.findByRole('button', { name: 'Send me a link instead' }));
    expect(screen.queryByLabelText('Password')).not.toBeInTheDocument();
    await person.type(screen.getByLabelText('E-mail'), 'mara@example.org');
    await person.click(screen.getByRole('button', { name: 'Send me a link' }));
    expect(await screen.findByText(/If the address below has an account/)).toBeVisible();
    await person.type(screen.getByLabelText('Code from the message'), '123456');
    await person.click(screen.getByRole('button', { name: 'Go on' }));
    expect(await screen.findByLabelText('Prompt')).toBeVisible();
    expect(sent).toEqual([
      { email: 'mara@example.org' },
      { type: 'email', email: 'mara@example.org', token: '123456' },
    ]);
  });
});

describe('a challenge for people', () => {
  const solve: ((token: string) => void)[] = [];

  it('stands on the page where the server asks, and its answer goes along once', async () => {
    signedOut({ captcha: { kind: 'turnstile', site_key: 'public' } });
    const rendered: unknown[] = [];
    Object.assign(window, {
      turnstile: {
        render: (_: HTMLElement, settings: { sitekey: string; callback: (token: string) => void }) => {
          rendered.push(settings.sitekey);
          solve.push(settings.callback);
          return 'one';
        },
        remove: () => {},
      },
    });
    const tokens: unknown[] = [];
    server.use(
      http.post('/api/auth/signin', async ({ request }) => {
        tokens.push(((await request.json()) as { captcha_token?: string }).captcha_token);
        return tokens.length === 1 ? refusal(400, 'identity.invalid_credentials', 'No', 'No.') : ok({ user });
      }),
    );
    const { user: person } = visit('/sign-in');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    const script = document.querySelector<HTMLScriptElement>('script[src^="https://challenges.cloudflare.com/"]');
    script?.dispatchEvent(new Event('load'));
    await waitFor(() => expect(rendered).toEqual(['public']));
    await person.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText('Show that you are a person first.')).toBeVisible();
    expect(tokens).toEqual([]);

    solve.at(-1)?.('first');
    await person.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(solve).toHaveLength(2));
    solve.at(-1)?.('second');
    await waitFor(() => expect(screen.queryByText('Show that you are a person first.')).not.toBeInTheDocument());
    await person.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByLabelText('Prompt')).toBeVisible();
    expect(tokens).toEqual(['first', 'second']);
  });
});
