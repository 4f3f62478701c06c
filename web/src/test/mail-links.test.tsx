import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { authRefusal } from '@/lib/auth-words';
import { codeOf, isCode } from '@/lib/code';
import { arrivalOf, useArrival } from '@/features/entry/lib/arrival';
import { session, user } from './fixtures';
import { authRefused, ok, refusal, server } from './server';
import { visit } from './visit';

const signedOut = (change = {}) =>
  server.use(http.get('/api/session', () => ok({ ...session, user: null, ...change })));

const account = { id: user.id, email: user.email, app_metadata: {}, user_metadata: {} };

describe('what a link brings', () => {
  it('is read from the fragment', () => {
    expect(arrivalOf('access_token=t&type=recovery&refresh_token=r&sb=')).toEqual({
      kind: 'session',
      purpose: 'recovery',
      token: 't',
    });
    expect(arrivalOf('error=access_denied&error_code=otp_expired&error_description=Email+link&sb=')).toEqual({
      kind: 'refused',
      code: 'otp_expired',
    });
    expect(arrivalOf('message=Confirmation+link+accepted')).toEqual({ kind: 'half' });
    expect(arrivalOf('')).toBeNull();
    expect(arrivalOf('a-heading')).toBeNull();
  });

  it('has words for a refusal nobody foresaw', () => {
    expect(authRefusal('never_heard_of').detail).toMatch(/Try again/);
  });

  it('takes a code as mail programs show it', () => {
    expect(codeOf(' 123 456 ')).toBe('123456');
    expect(isCode('123-456')).toBe(true);
    expect(isCode('12345')).toBe(false);
    expect(isCode('12a456')).toBe(false);
  });
});

describe('a link', () => {
  /** Ends what the link began; gives the tokens that were ended. */
  const endings = () => {
    const ended: (string | null)[] = [];
    server.use(
      http.post('/auth/v1/logout', ({ request }) => {
        expect(new URL(request.url).searchParams.get('scope')).toBe('local');
        ended.push(request.headers.get('Authorization'));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    return ended;
  };

  /** Takes a token for the cookie; gives the tokens that came. */
  const cookies = (answer: unknown = { user }) => {
    const came: (string | null)[] = [];
    server.use(
      http.post('/api/auth/refresh', ({ request }) => {
        came.push(request.headers.get('Authorization'));
        return ok(answer);
      }),
    );
    return came;
  };

  it.each([
    ['signup', 'Your address is confirmed.'],
    ['magiclink', 'The link is good.'],
  ])('of type %s says whom it lets in, from any address, and waits for a press', async (type, heading) => {
    signedOut();
    const came = cookies();
    server.use(http.get('/auth/v1/user', () => HttpResponse.json(account)));
    const { router, user: person } = visit(`/#access_token=from-mail&type=${type}&refresh_token=r`);
    expect(await screen.findByRole('heading', { name: heading })).toBeVisible();
    expect(router.state.location.href).toBe('/from-mail');
    expect(await screen.findByText(user.email)).toBeVisible();
    expect(came).toEqual([]);
    await person.click(screen.getByRole('button', { name: 'Open the studio' }));
    expect(await screen.findByLabelText('Prompt')).toBeVisible();
    expect(came).toEqual(['Bearer from-mail']);
  });

  it('lets nobody with an authenticator in before its code', async () => {
    signedOut();
    cookies({ second_step: { ticket: 'half', expires_in: 300, authenticators: ['Phone', 'Watch'] } });
    const sent: unknown[] = [];
    server.use(
      http.get('/auth/v1/user', () => HttpResponse.json(account)),
      http.post('/api/auth/signin/code', async ({ request }) => {
        sent.push(await request.json());
        return ok({ user });
      }),
    );
    const { user: person } = visit('/from-mail#access_token=from-mail&type=magiclink');
    await person.click(await screen.findByRole('button', { name: 'Open the studio' }));
    expect(await screen.findByText(/Phone or Watch/)).toBeVisible();
    await person.click(screen.getByLabelText('Code from the authenticator'));
    await person.paste(' 123 456');
    await person.click(screen.getByRole('button', { name: 'Open the studio' }));
    expect(await screen.findByLabelText('Prompt')).toBeVisible();
    expect(sent).toEqual([{ ticket: 'half', code: '123456' }]);
  });

  it('of a change of address is followed by whoever is signed in, too', async () => {
    endings();
    visit('/from-mail#access_token=from-mail&type=email_change');
    expect(await screen.findByRole('heading', { name: 'Your address has changed.' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Open the studio' })).toBeVisible();
  });

  it.each([
    ['message=Confirmation+link+accepted', 'One more link.'],
    ['error=access_denied&error_code=otp_expired', 'This link is over.'],
    ['error=access_denied&error_code=user_banned', 'This account is closed.'],
    ['error=invalid_request&error_code=email_exists', 'This address cannot be used.'],
    ['error=server_error&error_code=unexpected_failure', 'This link could not be used.'],
  ])('that brings %s says: %s', async (fragment, heading) => {
    signedOut();
    visit(`/from-mail#${fragment}`);
    expect(await screen.findByRole('heading', { name: heading })).toBeVisible();
  });

  it('is asked for again when the page is loaded without one', async () => {
    useArrival.setState({ arrival: null });
    signedOut();
    visit('/from-mail');
    expect(await screen.findByRole('heading', { name: 'This page opens from a message.' })).toBeVisible();
  });

  it('of a recovery comes in and sets a password', async () => {
    signedOut();
    const came = cookies();
    const sent: unknown[] = [];
    server.use(
      http.get('/auth/v1/user', () => HttpResponse.json(account)),
      http.put('/auth/v1/user', async ({ request }) => {
        sent.push(request.headers.get('Authorization'), await request.json());
        return HttpResponse.json(account);
      }),
    );
    const { user: person, router } = visit('/from-mail#access_token=from-mail&type=recovery');
    const field = await screen.findByLabelText('New password');
    expect(screen.getByText(user.email)).toBeVisible();
    await person.type(field, 'short');
    await person.click(screen.getByRole('button', { name: 'Save and open the studio' }));
    expect(field).toHaveAccessibleDescription(/at least 6 characters/);
    await person.type(field, ' and long');
    await person.click(screen.getByRole('button', { name: 'Save and open the studio' }));
    await screen.findByLabelText('Prompt');
    expect(router.state.location.pathname).toBe('/studio');
    expect(came).toEqual(['Bearer from-mail']);
    expect(sent).toEqual([null, { password: 'short and long' }]);
  });

  it('of an invitation asks for the first password', async () => {
    signedOut();
    server.use(http.get('/auth/v1/user', () => HttpResponse.json(account)));
    visit('/from-mail#access_token=from-mail&type=invite');
    expect(await screen.findByRole('heading', { name: 'A place is kept for you.' })).toBeVisible();
    expect(await screen.findByLabelText('New password')).toBeVisible();
  });

  it('of a recovery asks for the code between, and keeps the password that was refused', async () => {
    signedOut();
    cookies({ second_step: { ticket: 'half', expires_in: 300, authenticators: [''] } });
    server.use(
      http.get('/auth/v1/user', () => HttpResponse.json(account)),
      http.post('/api/auth/signin/code', () => ok({ user })),
      http.put('/auth/v1/user', () => authRefused(422, 'same_password')),
    );
    const { user: person } = visit('/from-mail#access_token=from-mail&type=recovery');
    await person.type(await screen.findByLabelText('New password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Save and open the studio' }));
    await person.type(await screen.findByLabelText('Code from the authenticator'), '123456');
    await person.click(screen.getByRole('button', { name: 'Open the studio' }));
    expect(await screen.findByText('That is the password you have')).toBeVisible();
    expect(screen.getByLabelText('New password')).toHaveValue('a long sentence');
  });

  it('that ended meanwhile says so instead of a form', async () => {
    signedOut();
    server.use(http.get('/auth/v1/user', () => authRefused(403, 'session_not_found')));
    visit('/from-mail#access_token=from-mail&type=recovery');
    expect(await screen.findByText('The account could not be read')).toBeVisible();
    expect(screen.getByText('Sign in again.')).toBeVisible();
  });
});

describe('a forgotten password', () => {
  it('says the same to everybody, and goes on by the code', async () => {
    signedOut();
    const asked: unknown[] = [];
    server.use(
      http.post('/auth/v1/recover', async ({ request }) => {
        asked.push(await request.json(), new URL(request.url).searchParams.get('redirect_to'));
        return HttpResponse.json({});
      }),
      http.post('/auth/v1/verify', async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json({ access_token: 'by-code' });
      }),
      http.get('/auth/v1/user', () => HttpResponse.json(account)),
    );
    const { user: person } = visit('/sign-in');
    await person.click(await screen.findByRole('link', { name: 'Forgot your password?' }));
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.click(screen.getByRole('button', { name: 'Send the message' }));
    expect(await screen.findByText(/If the address below has an account/)).toBeVisible();
    await person.type(screen.getByLabelText('Code from the message'), '12');
    await person.click(screen.getByRole('button', { name: 'Go on' }));
    expect(screen.getByText('Write the digits from the message.')).toBeVisible();
    await person.type(screen.getByLabelText('Code from the message'), '3 456');
    await person.click(screen.getByRole('button', { name: 'Go on' }));
    expect(await screen.findByLabelText('New password')).toBeVisible();
    expect(asked).toEqual([
      { email: 'mara@example.org' },
      `${window.location.origin}/from-mail`,
      { type: 'recovery', email: 'mara@example.org', token: '123456' },
    ]);
  });

  it('says how long to wait when it was asked for twice', async () => {
    signedOut();
    server.use(http.post('/auth/v1/recover', () => authRefused(429, 'over_email_send_rate_limit', 41)));
    const { user: person } = visit('/forgot-password');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.click(screen.getByRole('button', { name: 'Send the message' }));
    expect(await screen.findByText('A message was just sent')).toBeVisible();
    expect(screen.getByText('You can try again in 41 s.')).toBeVisible();
  });
});

describe('a sign-up that has to be confirmed', () => {
  it('waits for the code, then opens the studio', async () => {
    signedOut({ signup_enabled: true });
    server.use(
      http.post('/api/auth/signup', () => ok({ confirmation_sent: true }, 202)),
      http.post('/auth/v1/verify', async ({ request }) => {
        expect(await request.json()).toEqual({ type: 'signup', email: 'mara@example.org', token: '123456' });
        return HttpResponse.json({ access_token: 'by-code' });
      }),
      http.post('/api/auth/refresh', ({ request }) => {
        expect(request.headers.get('Authorization')).toBe('Bearer by-code');
        return ok({ user });
      }),
    );
    const { user: person } = visit('/sign-up');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Create account' }));
    expect(await screen.findByRole('heading', { name: 'Check your mail.' })).toBeVisible();
    await person.type(screen.getByLabelText('Code from the message'), '123456');
    await person.click(screen.getByRole('button', { name: 'Go on' }));
    expect(await screen.findByLabelText('Prompt')).toBeVisible();
  });

  it('is met again at sign-in, where the message can be sent once more', async () => {
    signedOut();
    let resent: unknown;
    server.use(
      http.post('/api/auth/signin', () => refusal(400, 'identity.email_not_confirmed', 'Not confirmed', 'Confirm it.')),
      http.post('/auth/v1/resend', async ({ request }) => {
        resent = await request.json();
        return HttpResponse.json({});
      }),
    );
    const { user: person } = visit('/sign-in');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Sign in' }));
    await person.click(await screen.findByRole('button', { name: 'Send again' }));
    expect(await screen.findByText('Sent again.')).toBeVisible();
    expect(resent).toEqual({ type: 'signup', email: 'mara@example.org' });
  });
});
