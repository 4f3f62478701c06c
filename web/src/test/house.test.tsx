import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { session, usage, user } from './fixtures';
import { ok, refusal, server } from './server';
import { visit } from './visit';

describe('usage', () => {
  it('remembers the time that is looked at', async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.get('/api/usage', ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('days'));
        return ok(usage);
      }),
    );
    const { user: person } = visit('/usage');
    await person.click(await screen.findByRole('radio', { name: '7 days' }));
    await waitFor(() => expect(asked).toContain('7'));
    expect(JSON.parse(localStorage.getItem('atelier.preferences') ?? '{}')).toMatchObject({
      state: { usageDays: '7' },
    });
    expect(screen.getByRole('table', { name: 'By model' })).toHaveTextContent('gpt-image-2');
  });

  it('draws the failure with what to do and the id that finds it', async () => {
    server.use(
      http.get('/api/usage', () =>
        refusal(500, 'platform.broken', 'The server failed', 'It was written down. Try again.'),
      ),
    );
    visit('/usage');
    expect(await screen.findByText('The usage could not be loaded')).toBeVisible();
    expect(screen.getByText('It was written down. Try again.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Copy request id' })).toBeVisible();
  });
});

describe('the statement', () => {
  const line = {
    id: '1',
    kind: 'charge',
    amount_micros: -52_300,
    account: 'credits',
    generation_id: 'g1',
    held_micros: 60_000,
    price_rule:
      'openai/gpt-image-2 {"kind":"image","usd":0.04,"source":"the provider\u2019s price page","as_of":"2026-11-01"}',
    reason: null,
    evidence: { usage: { images: 1, input_tokens: 1204 }, provider_request_id: 'req_81', finish_reason: null },
    created_at: '2026-11-20T10:00:00Z',
    settled_at: '2026-11-20T10:00:09Z',
  };

  it('says by which price a run was charged and what the provider said', async () => {
    server.use(http.get('/api/credits/statement', () => ok({ lines: [line], next_cursor: null })));
    const { user: person } = visit('/usage');
    const run = await screen.findByRole('button', { name: /openai\/gpt-image-2/ });
    expect(run).toHaveTextContent('−$0.052');
    await person.click(run);
    expect(run).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByText('$0.04 a picture')).toBeVisible();
    expect(screen.getByText('1 picture, 1,204 tokens in')).toBeVisible();
    expect(screen.getByText('req_81')).toBeVisible();
  });

  it('shows grants with what is left and when they end, and the way out when they cannot be loaded', async () => {
    const grant = {
      id: 'a',
      granted_micros: 10_000_000,
      remaining_micros: 2_500_000,
      expires_at: new Date(Date.now() + 3 * 86_400_000).toISOString(),
      reason: 'November allowance',
      created_at: '2026-11-01T00:00:00Z',
    };
    server.use(
      http.get('/api/credits', () =>
        ok({ balance_micros: 2_500_000, held_micros: 0, granted_micros: 0, spent_micros: 0, grants: [grant] }),
      ),
      http.get('/api/credits/statement', () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.')),
    );
    visit('/usage');
    expect(await screen.findByText('November allowance')).toBeVisible();
    expect(screen.getByText('$2.50 left')).toBeVisible();
    expect(await screen.findByText('The statement could not be loaded')).toBeVisible();
  });
});

describe('the mail page', () => {
  const message = {
    id: '1',
    channel: 'email',
    recipient: 'mara@example.org',
    kind: 'recovery',
    subject: 'Choose a new password',
    text: 'Follow http://atelier.test/auth/v1/verify?token=t&type=recovery.\nOr enter 123456.',
    state: 'kept',
    error: null,
    created_at: '2026-11-20T10:00:00.000Z',
  };

  it('shows what is kept, with links to follow', async () => {
    server.use(http.get('/api/admin/messages', () => ok({ messages: [message] })));
    visit('/admin?tab=mail');
    const list = within(await screen.findByRole('list', { name: 'Messages' }));
    expect(list.getByText('Kept here')).toBeVisible();
    expect(list.getByRole('link')).toHaveAttribute('href', 'http://atelier.test/auth/v1/verify?token=t&type=recovery');
  });

  it('shows why a message was not sent, and no text of one that was', async () => {
    server.use(
      http.get('/api/admin/messages', () =>
        ok({ messages: [{ ...message, text: null, state: 'failed', error: 'The server refused the address.' }] }),
      ),
    );
    visit('/admin?tab=mail');
    expect(await screen.findByText('Not sent')).toBeVisible();
    expect(screen.getByText('The server refused the address.')).toBeVisible();
    expect(screen.queryByText(/Follow/)).not.toBeInTheDocument();
  });

  it('looks for one recipient, and says when there is nothing', async () => {
    server.use(http.get('/api/admin/messages', () => ok({ messages: [] })));
    const { user: person } = visit('/admin?tab=mail');
    expect(await screen.findByText('No messages yet.')).toBeVisible();
    await person.type(screen.getByLabelText('Recipient'), 'nobody@example.org');
    expect(await screen.findByText(/No message to this address/)).toBeVisible();
  });
});

describe('the health page', () => {
  const failure = {
    fingerprint: '00000000000000aa',
    logger: 'studio.atelier.platform.http.internal.Renderer',
    message: 'a request failed',
    error: 'java.lang.IllegalStateException',
    place: 'engine.media.Media.stage',
    occurrences: 3,
    first_at: '2026-11-20T10:00:00Z',
    last_at: '2026-11-20T10:00:00Z',
    last_request_id: '01a1fd10-a561-7928-9bc3-0d27e10520db',
    resolved_at: null,
  };

  it('names what is unusual and puts a failure aside', async () => {
    const resolved: string[] = [];
    server.use(
      http.get('/api/admin/monitoring', () =>
        ok({
          failures: [failure],
          anomalies: [
            { measure: 'sign_ins_refused', hour: '2026-11-20T10:00:00Z', amount: 240, expected: 12, seen_at: null },
          ],
          activity: [{ measure: 'requests', hour: new Date().toISOString(), amount: 1_200 }],
        }),
      ),
      http.post('/api/admin/monitoring/failures/:id/resolve', ({ params }) => {
        resolved.push(String(params['id']));
        return new Response(null, { status: 204 });
      }),
    );
    const { user: person } = visit('/admin?tab=health');
    expect(await screen.findByText('usually 12')).toBeVisible();
    expect(screen.getByRole('img', { name: 'Requests: 1,200 in all, most 1,200' })).toBeVisible();
    expect(screen.getByText('a request failed')).toBeVisible();
    expect(screen.getByText(/engine\.media\.Media\.stage/)).toBeVisible();
    await person.click(screen.getByRole('button', { name: 'Put aside' }));
    await waitFor(() => expect(resolved).toEqual(['00000000000000aa']));
  });
});

describe('the data console', () => {
  const table = {
    schema: 'public',
    name: 'Posters',
    kind: 'table',
    exposed: true,
    comment: null,
    estimated_rows: 12,
    row_security: true,
    columns: [
      {
        name: 'id',
        type: 'uuid',
        nullable: false,
        default: null,
        generated: false,
        primary_key: true,
        references: null,
      },
    ],
    policies: [
      {
        name: 'own',
        command: 'select',
        roles: ['authenticated'],
        permissive: true,
        using: '(user_id = auth.uid())',
        check: null,
      },
    ],
    grants: { anon: [], authenticated: ['select'], service_role: ['select', 'insert'] },
  };

  it('says how it is turned on where it is off', async () => {
    server.use(
      http.get('/api/admin/data/tables', () => refusal(404, 'console.off', 'The console is off', 'It is off.')),
    );
    visit('/admin?tab=data');
    expect(await screen.findByText('The console is off.')).toBeVisible();
    expect(screen.getByText(/ATELIER_CONSOLE=on/)).toBeVisible();
  });

  it('runs as a person found by address, read-only, from a table', async () => {
    let sent: unknown;
    server.use(
      http.get('/api/admin/data/tables', () => ok({ tables: [table] })),
      http.get('/api/admin/users', () => ok({ users: [user], next_cursor: null })),
      http.post('/api/admin/data/query', async ({ request }) => {
        sent = await request.json();
        const columns = [{ name: 'id', type: 'uuid' }];
        return ok({
          results: [{ line: 1, columns, rows: [[null]], truncated: false, rows_affected: null }],
          kept: false,
          duration_ms: 3,
        });
      }),
    );
    const { user: person } = visit('/admin?tab=data');
    const detail = within(await screen.findByRole('article', { name: 'public.Posters' }));
    expect(detail.getByText('(user_id = auth.uid())')).toBeVisible();
    await person.click(detail.getByRole('button', { name: 'Query this table' }));
    expect(screen.getByRole('textbox', { name: 'SQL' })).toHaveValue('select *\nfrom public."Posters"\nlimit 100');
    await person.click(screen.getByRole('combobox', { name: 'Run as' }));
    await person.click(await screen.findByRole('option', { name: /as a person/ }));
    expect(screen.getByRole('button', { name: /^Run/ })).toBeDisabled();
    await person.type(screen.getByLabelText('Person'), user.email);
    await waitFor(() => expect(screen.getByRole('button', { name: /^Run/ })).toBeEnabled());
    await person.click(screen.getByRole('button', { name: /^Run/ }));
    expect(await screen.findByText('NULL')).toBeVisible();
    expect(screen.getByText('1 row')).toBeVisible();
    expect(sent).toMatchObject({ role: 'authenticated', user_id: user.id, write: false });
  });
});

describe('administration', () => {
  const people = () =>
    server.use(
      http.get('/api/admin/users', () =>
        ok({ users: [{ ...user, generation_count: 3, cost_micros: 120_000 }], next_cursor: null }),
      ),
    );

  it('grants credits only with an amount and a reason', async () => {
    people();
    let sent: unknown;
    server.use(
      http.post('/api/admin/credits', async ({ request }) => {
        sent = await request.json();
        return ok({ balance_micros: 30_000_000, transfer_id: '1' }, 201);
      }),
    );
    const { user: person } = visit('/admin');
    await person.click(await screen.findByRole('button', { name: `Actions for ${user.email}` }));
    await person.click(await screen.findByRole('menuitem', { name: 'Grant credits' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Grant credits' }));
    await person.clear(dialog.getByLabelText('Amount in dollars'));
    await person.type(dialog.getByLabelText('Amount in dollars'), '25');
    await person.click(dialog.getByRole('button', { name: 'Grant credits' }));
    expect(dialog.getByLabelText('Reason')).toHaveAccessibleDescription(/Write why/);
    await person.type(dialog.getByLabelText('Reason'), 'November allowance');
    await person.click(dialog.getByRole('button', { name: 'Grant credits' }));
    expect(await screen.findByText(`${user.email} now has $30.00.`)).toBeVisible();
    expect(sent).toEqual({ user_id: user.id, amount_micros: 25_000_000, reason: 'November allowance' });
  });

  it('takes away what was given too much, with a reason', async () => {
    people();
    let sent: unknown;
    server.use(
      http.post('/api/admin/credits/adjust', async ({ request }) => {
        sent = await request.json();
        return ok({ balance_micros: 1_000_000 }, 201);
      }),
    );
    const { user: person } = visit('/admin');
    await person.click(await screen.findByRole('button', { name: `Actions for ${user.email}` }));
    await person.click(await screen.findByRole('menuitem', { name: 'Correct balance' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Correct balance' }));
    await person.type(dialog.getByLabelText('Reason'), 'Given twice');
    await person.click(dialog.getByRole('button', { name: 'Correct balance' }));
    expect(dialog.getByLabelText('Amount in dollars')).toHaveAccessibleDescription(/Write what to add/);
    await person.type(dialog.getByLabelText('Amount in dollars'), '-2.50');
    await person.click(dialog.getByRole('button', { name: 'Correct balance' }));
    expect(await screen.findByText(`${user.email} now has $1.00.`)).toBeVisible();
    expect(sent).toEqual({ user_id: user.id, amount_micros: -2_500_000, reason: 'Given twice' });
  });

  it('says in words what an entry of the audit log changed', async () => {
    const entry = {
      id: '7',
      at: '2026-11-20T10:00:00Z',
      actor: 'ada@example.org',
      action: 'credits.granted',
      subject: 'user 0192',
      detail: { reason: 'November allowance', amount_micros: 25_000_000 },
      ip: '127.0.0.1',
    };
    server.use(http.get('/api/admin/audit', () => ok({ entries: [entry], next_cursor: null })));
    visit('/admin?tab=audit');
    const row = within(await screen.findByRole('region', { name: 'Entries of the audit log' }));
    const words = 'reason November allowance, amount micros 25000000 · user 0192';
    expect(row.getAllByText(words).length).toBeGreaterThan(0);
  });

  it('is not there for people who may not administer', async () => {
    server.use(http.get('/api/session', () => ok({ ...session, user: { ...user, is_admin: false } })));
    visit('/admin');
    expect(await screen.findByRole('heading', { name: 'There is no page at this address.' })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Admin' })).not.toBeInTheDocument();
  });
});

describe('on a phone', () => {
  it('has tabs at the foot and the settings in a sheet', async () => {
    vi.spyOn(window, 'matchMedia').mockImplementation(
      (query) =>
        ({
          matches: query.includes('max-width'),
          media: query,
          addEventListener: () => undefined,
          removeEventListener: () => undefined,
        }) as unknown as MediaQueryList,
    );
    const { user: person } = visit('/studio');
    const tabs = within(await screen.findByRole('navigation', { name: 'Main' }));
    expect(tabs.getAllByRole('link').map((link) => link.textContent)).toEqual(['Create', 'Library', 'Queue']);
    expect(screen.queryByRole('button', { name: /^Model:/ })).not.toBeInTheDocument();
    await person.click(await screen.findByRole('button', { name: /Settings$/ }));
    expect(await screen.findByRole('button', { name: /^Model:/ })).toBeVisible();
  });
});
