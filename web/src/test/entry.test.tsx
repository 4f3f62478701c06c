import { screen, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { session, user } from './fixtures';
import { ok, refusal, server } from './server';
import { visit } from './visit';

const empty = () => server.use(http.get('/api/session', () => ok({ ...session, setup_required: true, user: null })));
const signedOut = () => server.use(http.get('/api/session', () => ok({ ...session, user: null })));

describe('set-up', () => {
  it('takes the code out of the address and opens the studio with a prompt filled in', async () => {
    empty();
    let sent: unknown;
    server.use(
      http.post('/api/auth/setup', async ({ request }) => {
        sent = await request.json();
        return ok({ user }, 201);
      }),
    );
    const { router, user: person } = visit('/setup?code=12345678901234567890');
    const email = await screen.findByLabelText('E-mail');
    await waitFor(() => expect(router.state.location.href).toBe('/setup'));

    await person.type(email, 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Open the studio' }));

    expect(await screen.findByLabelText('Prompt')).toHaveDisplayValue(/lighthouse/);
    expect(sent).toEqual({ email: 'mara@example.org', password: 'a long sentence', code: '12345678901234567890' });
  });

  it('reports both fields at once before anything is sent', async () => {
    empty();
    const { user: person } = visit('/setup?code=12345678901234567890');
    await person.click(await screen.findByRole('button', { name: 'Open the studio' }));
    expect(screen.getByLabelText('E-mail')).toHaveAccessibleDescription(/name@example.org/);
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(/at least 8 characters/);
  });

  it('says what to do when the code does not fit', async () => {
    empty();
    server.use(
      http.post('/api/auth/setup', () =>
        refusal(403, 'identity.setup_code_invalid', 'The code does not fit', 'Use the address from the terminal.'),
      ),
    );
    const { user: person } = visit('/setup?code=wrong');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Open the studio' }));
    expect(await screen.findByText('Use the address from the terminal.')).toBeVisible();
  });
});

describe('the first answer', () => {
  it('is announced while it is awaited', async () => {
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    server.use(http.get('/api/session', () => answered.then(() => ok({ ...session, user: null }))));
    visit('/sign-in');
    expect(await screen.findByText('Waiting for the server')).toBeInTheDocument();
    answer();
    expect(await screen.findByRole('heading', { name: 'Welcome back.' })).toBeVisible();
    expect(screen.queryByText('Waiting for the server')).not.toBeInTheDocument();
  });
});

describe('sign-in', () => {
  it('names no id where the person can mend it', async () => {
    signedOut();
    server.use(
      http.post('/api/auth/signin', () =>
        refusal(400, 'identity.invalid_credentials', 'Sign-in refused', 'E-mail or password is wrong; try again.'),
      ),
    );
    const { user: person } = visit('/sign-in');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'mistyped');
    await person.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText('E-mail or password is wrong; try again.')).toBeVisible();
    expect(screen.queryByText(/identity\.invalid_credentials/)).not.toBeInTheDocument();
  });

  const half = { second_step: { ticket: 'half', expires_in: 300, authenticators: ['Phone'] } };

  it('asks for the code of an authenticator before it opens anything', async () => {
    signedOut();
    const codes: unknown[] = [];
    server.use(
      http.post('/api/auth/signin', () => ok(half)),
      http.post('/api/auth/signin/code', async ({ request }) => {
        codes.push(await request.json());
        return codes.length === 1
          ? refusal(400, 'identity.code_wrong', 'The code does not fit', 'Enter the six digits it shows now.')
          : ok({ user, access_token: 'token', expires_in: 3600 });
      }),
    );
    const { router, user: person } = visit('/usage');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Sign in' }));

    const code = await screen.findByLabelText('Code from the authenticator');
    expect(code).toHaveFocus();
    expect(code).toHaveAttribute('autocomplete', 'one-time-code');
    expect(router.state.location.pathname).toBe('/sign-in');
    await person.type(code, '12{Enter}');
    expect(code).toHaveAccessibleDescription('Write the six digits your authenticator shows.');
    await person.type(code, '3456{Enter}');
    expect(await screen.findByText('Enter the six digits it shows now.')).toBeVisible();
    await person.clear(code);
    await person.type(code, '654321{Enter}');

    expect(await screen.findByRole('heading', { name: 'Usage' })).toBeVisible();
    expect(codes).toEqual([
      { ticket: 'half', code: '123456' },
      { ticket: 'half', code: '654321' },
    ]);
  });

  it('begins anew where the code came too late', async () => {
    signedOut();
    server.use(
      http.post('/api/auth/signin', () => ok(half)),
      http.post('/api/auth/signin/code', () =>
        refusal(400, 'identity.second_step_over', 'Sign in again', 'This sign-in waited too long for its code.'),
      ),
    );
    const { user: person } = visit('/sign-in');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Sign in' }));
    await person.type(await screen.findByLabelText('Code from the authenticator'), '123456{Enter}');
    await person.click(await screen.findByRole('button', { name: 'Sign in again' }));
    expect(await screen.findByRole('heading', { name: 'Welcome back.' })).toBeVisible();
  });

  it('leads to set-up while nobody owns the studio', async () => {
    empty();
    visit('/studio');
    expect(await screen.findByRole('heading', { name: 'Open the address from the terminal.' })).toBeVisible();
  });

  it('goes back to the page that was asked for', async () => {
    signedOut();
    server.use(http.post('/api/auth/signin', () => ok({ user, access_token: 'token', expires_in: 3600 })));
    const { router, user: person } = visit('/usage');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('heading', { name: 'Usage' })).toBeVisible();
    expect(router.state.location.pathname).toBe('/usage');
  });

  it('never follows an address of another site', async () => {
    signedOut();
    server.use(http.post('/api/auth/signin', () => ok({ user, access_token: 'token', expires_in: 3600 })));
    const { router, user: person } = visit('/sign-in?next=https%3A%2F%2Fevil.example');
    await person.type(await screen.findByLabelText('E-mail'), 'mara@example.org');
    await person.type(screen.getByLabelText('Password'), 'a long sentence');
    await person.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByLabelText('Prompt');
    expect(router.state.location.href).toBe('/studio');
  });

  it('asks to sign in again when the session ended elsewhere', async () => {
    server.use(
      http.get('/api/access-keys', () => refusal(401, 'identity.session_ended', 'Signed out', 'Sign in again.')),
    );
    server.use(
      http.get('/api/api-keys', () => ok({ api_keys: [] })),
      http.get('/api/project-keys', () => ok({ url: '', anon_key: '', service_role_key: '' })),
    );
    visit('/settings/keys');
    expect(await screen.findByRole('heading', { name: 'Welcome back.' })).toBeVisible();
  });
});
