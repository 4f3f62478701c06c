import { act, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import type { AuthUser } from '@/lib/api/auth';
import { browser } from '@/lib/leaving';
import { doors, session, signIns, user } from './fixtures';
import { authRefused, ok, refusal, server } from './server';
import { visit } from './visit';

const account: AuthUser = {
  id: user.id,
  email: user.email,
  last_sign_in_at: '2026-11-20T10:00:00.000Z',
  app_metadata: { role: 'admin' },
  user_metadata: { name: 'Mara' },
  identities: [
    { identity_id: '1', provider: 'email', email: user.email, created_at: '2026-11-20T10:00:00.000Z' },
    { identity_id: '2', provider: 'studio-oidc', created_at: '2026-11-20T10:00:00.000Z' },
  ],
};

/** Serves the account, takes changes of it, and keeps what was sent. */
function serve(answer: (body: Record<string, unknown>) => Response | Partial<AuthUser>) {
  const sent: Record<string, unknown>[] = [];
  server.use(
    http.get('/auth/v1/user', () => HttpResponse.json(account)),
    http.put('/auth/v1/user', async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      sent.push(body);
      const given = answer(body);
      return given instanceof Response ? given : HttpResponse.json({ ...account, ...given });
    }),
  );
  return sent;
}

const section = (name: string) => screen.findByRole('region', { name }).then((found) => within(found));

describe('the account', () => {
  it('is reached from the account menu and shows how one may sign in', async () => {
    serve(() => ({}));
    const { user: person } = visit('/settings/preferences');
    await person.click(await screen.findByRole('button', { name: `Account of ${user.email}` }));
    await person.click(await screen.findByRole('menuitem', { name: 'Account' }));
    const ways = await section('Ways to sign in');
    expect(ways.getByText('E-mail and password')).toBeVisible();
    expect(ways.getByText('studio-oidc')).toBeVisible();
  });

  it('draws what failed, and tries again', async () => {
    server.use(http.get('/auth/v1/user', () => authRefused(400, 'unexpected_failure')));
    const { user: person } = visit('/account');
    expect(await screen.findByText('Your account could not be loaded')).toBeVisible();
    serve(() => ({}));
    await person.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByDisplayValue('Mara')).toBeVisible();
  });

  it('takes another name and says so', async () => {
    const sent = serve(({ data }) => ({ user_metadata: data as { name: string } }));
    const { user: person } = visit('/account');
    const name = await section('Name');
    expect(name.getByRole('button', { name: 'Save name' })).toBeDisabled();
    await person.clear(name.getByLabelText('Name'));
    await person.type(name.getByLabelText('Name'), ' Mara Lind ');
    await person.click(name.getByRole('button', { name: 'Save name' }));
    expect(await name.findByText('Saved.')).toBeVisible();
    expect(sent).toEqual([{ data: { name: 'Mara Lind' } }]);
  });

  it('shows the address that waits, and sends its messages again', async () => {
    const sent = serve(({ email }) => ({ new_email: email as string }));
    let resent: unknown;
    server.use(
      http.post('/auth/v1/resend', async ({ request }) => {
        resent = await request.json();
        return HttpResponse.json({});
      }),
    );
    const { user: person } = visit('/account');
    const email = await section('E-mail');
    await person.type(email.getByLabelText('New address'), user.email);
    await person.click(email.getByRole('button', { name: 'Change address' }));
    expect(email.getByText('That is the address you have.')).toBeVisible();
    await person.clear(email.getByLabelText('New address'));
    await person.type(email.getByLabelText('New address'), 'new@example.org');
    await person.click(email.getByRole('button', { name: 'Change address' }));
    expect(await email.findByText('new@example.org')).toBeVisible();
    await person.click(email.getByRole('button', { name: 'Send again' }));
    expect(await email.findByText('Sent again.')).toBeVisible();
    expect(sent).toEqual([{ email: 'new@example.org' }]);
    expect(resent).toEqual({ type: 'email_change', email: user.email });
  });

  it('asks for the code only where the server wants one', async () => {
    const sent = serve(({ nonce }) => (nonce ? {} : authRefused(400, 'reauthentication_needed')));
    server.use(http.get('/auth/v1/reauthenticate', () => HttpResponse.json({})));
    const { user: person } = visit('/account');
    const password = await section('Password');
    await person.type(password.getByLabelText('New password'), 'a new sentence');
    expect(password.queryByLabelText('Code from the message')).not.toBeInTheDocument();
    await person.click(password.getByRole('button', { name: 'Change password' }));
    await person.type(await password.findByLabelText('Code from the message'), '123456');
    expect(password.queryByRole('alert')).not.toBeInTheDocument();
    await person.click(password.getByRole('button', { name: 'Change password' }));
    expect(await password.findByText(/Your password has changed/)).toBeVisible();
    expect(sent).toEqual([{ password: 'a new sentence' }, { password: 'a new sentence', nonce: '123456' }]);
  });

  it('stays signed in when a change lacks a second factor', async () => {
    serve(() => authRefused(401, 'insufficient_aal'));
    const { user: person } = visit('/account');
    const password = await section('Password');
    await person.type(password.getByLabelText('New password'), 'a new sentence');
    await person.click(password.getByRole('button', { name: 'Change password' }));
    expect(await password.findByText('A second factor is needed')).toBeVisible();
  });

  it('signs out everywhere else, asked once', async () => {
    serve(() => ({}));
    const scopes: (string | null)[] = [];
    server.use(
      http.post('/auth/v1/logout', ({ request }) => {
        scopes.push(new URL(request.url).searchParams.get('scope'));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user: person } = visit('/account');
    const list = await section('Sign-ins');
    await person.click(await list.findByRole('button', { name: 'Sign out everywhere else' }));
    const sure = within(await screen.findByRole('alertdialog'));
    await person.click(sure.getByRole('button', { name: 'Sign out everywhere else' }));
    expect(await list.findByText('Every other sign-in has ended.')).toBeVisible();
    await waitFor(() => expect(scopes).toEqual(['others']));
  });

  it('adds an authenticator by its first code, under a name that is free', async () => {
    const factor = { id: 'f1', friendly_name: 'Authenticator', factor_type: 'totp', status: 'verified' as const };
    let factors = [{ ...factor, created_at: '2026-11-20T10:00:00.000Z' }];
    const sent: unknown[] = [];
    server.use(
      http.get('/auth/v1/user', () => HttpResponse.json({ ...account, factors })),
      http.post('/auth/v1/factors', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ id: 'f2', totp: { qr_code: '<svg/>', secret: 'JBSWY3DP' } });
      }),
      http.post('/auth/v1/factors/f2/challenge', () => HttpResponse.json({ id: 'c1' })),
      http.post('/auth/v1/factors/f2/verify', async ({ request }) => {
        sent.push(await request.json());
        factors = [...factors, { ...factors[0], id: 'f2', friendly_name: 'Authenticator 2' } as (typeof factors)[0]];
        return HttpResponse.json({});
      }),
    );
    const { user: person } = visit('/account');
    const authenticators = await section('Authenticators');
    await person.click(authenticators.getByRole('button', { name: 'Add an authenticator' }));
    expect(await authenticators.findByText('JBSWY3DP')).toBeVisible();
    expect(authenticators.getByAltText('Code to scan with an authenticator')).toHaveAttribute(
      'src',
      'data:image/svg+xml,%3Csvg%2F%3E',
    );
    await person.type(authenticators.getByLabelText('Code it shows now'), '123456');
    await person.click(authenticators.getByRole('button', { name: 'Confirm' }));
    expect(await authenticators.findByText('Authenticator 2')).toBeVisible();
    expect(sent).toEqual([
      { factor_type: 'totp', friendly_name: 'Authenticator 2' },
      { challenge_id: 'c1', code: '123456' },
    ]);
  });

  it('leaves nothing behind when adding is given up', async () => {
    serve(() => ({}));
    let removed = '';
    server.use(
      http.post('/auth/v1/factors', () =>
        HttpResponse.json({ id: 'f2', totp: { qr_code: '<svg/>', secret: 'JBSWY3DP' } }),
      ),
      http.delete('/auth/v1/factors/:id', ({ params }) => {
        removed = String(params.id);
        return HttpResponse.json({ id: removed });
      }),
    );
    const { user: person } = visit('/account');
    const authenticators = await section('Authenticators');
    await person.click(authenticators.getByRole('button', { name: 'Add an authenticator' }));
    await person.click(await authenticators.findByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(removed).toBe('f2'));
    expect(authenticators.getByRole('button', { name: 'Add an authenticator' })).toBeEnabled();
  });

  it('shows where one is signed in, and ends one of them', async () => {
    serve(() => ({}));
    const ended: unknown[] = [];
    server.use(
      http.delete('/api/account/sessions/:id', ({ params }) => {
        ended.push(params.id);
        server.use(http.get('/api/account/sessions', () => ok({ sessions: signIns.slice(0, 1) })));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user: person } = visit('/account');
    const list = await section('Sign-ins');
    expect(await list.findByText('Firefox on Linux')).toBeVisible();
    expect(list.getByText('this browser')).toBeVisible();
    expect(list.getByText('password, authenticator')).toBeVisible();
    expect(list.queryByRole('button', { name: 'Sign out: Firefox on Linux' })).not.toBeInTheDocument();
    await person.click(list.getByRole('button', { name: 'Sign out: node' }));
    expect(await list.findByText('That sign-in has ended.')).toBeVisible();
    await waitFor(() => expect(list.queryByText('node')).not.toBeInTheDocument());
    expect(list.queryByRole('button', { name: 'Sign out everywhere else' })).not.toBeInTheDocument();
    expect(ended).toEqual(['there']);
  });

  it('draws sign-ins that could not be loaded', async () => {
    serve(() => ({}));
    server.use(http.get('/api/account/sessions', () => refusal(500, 'http.internal', 'No', 'It broke.')));
    visit('/account');
    expect(await screen.findByText('Your sign-ins could not be loaded')).toBeVisible();
  });

  it('keeps the old address when one thinks better of it', async () => {
    let withdrawn = 0;
    server.use(
      http.get('/auth/v1/user', () =>
        HttpResponse.json(withdrawn ? account : { ...account, new_email: 'other@example.org' }),
      ),
      http.delete('/api/account/email-change', () => {
        withdrawn += 1;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user: person } = visit('/account');
    await person.click(await screen.findByRole('button', { name: 'Keep the old address' }));
    await waitFor(() => expect(screen.queryByText('other@example.org')).not.toBeInTheDocument());
    expect(withdrawn).toBe(1);
  });

  const linking = (change = {}) =>
    server.use(
      http.get('/api/session', () =>
        ok({
          ...session,
          doors: { ...doors, manual_linking: true, providers: [{ name: 'club', label: 'The club' }], ...change },
        }),
      ),
    );

  it('says why ways to sign in cannot be changed where the owner does not allow it', async () => {
    serve(() => ({}));
    linking({ manual_linking: false });
    visit('/account');
    const ways = await section('Ways to sign in');
    expect(ways.getByText(/switched that off/)).toBeVisible();
    expect(ways.queryByRole('button')).not.toBeInTheDocument();
  });

  it('links another issuer and says so when the browser is back', async () => {
    serve(() => ({}));
    linking();
    const go = vi.spyOn(browser, 'go').mockImplementation(() => {});
    server.use(
      http.get('/auth/v1/user/identities/authorize', () => HttpResponse.json({ url: 'https://club.example.org/in' })),
    );
    const { user: person, router } = visit('/account');
    const ways = await section('Ways to sign in');
    await person.click(ways.getByRole('button', { name: 'Link The club' }));
    await waitFor(() => expect(go).toHaveBeenCalledWith('https://club.example.org/in'));
    await act(() => router.navigate({ href: '/from-provider?code=not-needed' }));
    expect(await screen.findByText('The club opens this account now.')).toBeVisible();
    expect(router.state.location.pathname).toBe('/account');
    go.mockRestore();
  });

  it('explains a link that was refused', async () => {
    serve(() => ({}));
    linking();
    visit('/account?refused=identity_already_exists');
    expect(await screen.findByText('This way is taken')).toBeVisible();
  });

  it('unlinks one of several, after a question', async () => {
    serve(() => ({}));
    linking();
    const gone: unknown[] = [];
    server.use(
      http.delete('/auth/v1/user/identities/:id', ({ params }) => {
        gone.push(params.id);
        return HttpResponse.json({});
      }),
    );
    const { user: person } = visit('/account');
    const ways = await section('Ways to sign in');
    await person.click(ways.getByRole('button', { name: 'Unlink: studio-oidc' }));
    const sure = within(await screen.findByRole('alertdialog'));
    await person.click(sure.getByRole('button', { name: 'Unlink' }));
    await waitFor(() => expect(gone).toEqual(['2']));
  });

  it('takes a telephone number by the code that comes to it', async () => {
    let kept: AuthUser = account;
    const sent: unknown[] = [];
    const ended: (string | null)[] = [];
    server.use(
      http.get('/api/session', () => ok({ ...session, doors: { ...doors, phone: true } })),
      http.get('/auth/v1/user', () => HttpResponse.json(kept)),
      http.put('/auth/v1/user', async ({ request }) => {
        sent.push(await request.json());
        kept = { ...account, new_phone: '41791234567' };
        return HttpResponse.json(kept);
      }),
      http.post('/auth/v1/resend', async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({});
      }),
      http.post('/auth/v1/verify', async ({ request }) => {
        const body = (await request.json()) as { token: string };
        sent.push(body);
        if (body.token !== '123456') return authRefused(403, 'otp_expired');
        kept = { ...account, phone: '41791234567' };
        return HttpResponse.json({ access_token: 'of-the-code' });
      }),
      http.post('/auth/v1/logout', ({ request }) => {
        ended.push(request.headers.get('Authorization'));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user: person } = visit('/account');
    const part = await section('Telephone');
    expect(part.getByText(/No number is kept yet/)).toBeVisible();
    await person.type(part.getByLabelText('Number'), '079 12');
    await person.click(part.getByRole('button', { name: 'Add number' }));
    expect(part.getByLabelText('Number')).toHaveAccessibleDescription(/with its country/);
    expect(sent).toEqual([]);

    await person.clear(part.getByLabelText('Number'));
    await person.type(part.getByLabelText('Number'), '+41 (79) 123-45-67');
    await person.click(part.getByRole('button', { name: 'Add number' }));
    expect(await part.findByText('+41791234567')).toBeVisible();
    await person.click(part.getByRole('button', { name: 'Send again' }));
    expect(await part.findByText('Sent again.')).toBeVisible();
    await person.type(part.getByLabelText('Code from the text message'), '000000');
    await person.click(part.getByRole('button', { name: 'Confirm number' }));
    expect(await part.findByRole('alert')).toBeVisible();

    await person.clear(part.getByLabelText('Code from the text message'));
    await person.type(part.getByLabelText('Code from the text message'), '123 456');
    await person.click(part.getByRole('button', { name: 'Confirm number' }));
    expect(await part.findByText(/You can sign in with a code sent to/)).toBeVisible();
    expect(part.queryByLabelText('Code from the text message')).not.toBeInTheDocument();
    expect(sent).toEqual([
      { phone: '+41791234567' },
      { type: 'phone_change', phone: '+41791234567' },
      { type: 'phone_change', phone: '+41791234567', token: '000000' },
      { type: 'phone_change', phone: '+41791234567', token: '123456' },
    ]);
    expect(ended).toEqual(['Bearer of-the-code']);
  });

  it('says nothing of telephones where no message is sent to one', async () => {
    serve(() => ({}));
    visit('/account');
    expect(await screen.findByDisplayValue('Mara')).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Telephone' })).not.toBeInTheDocument();
  });
});
