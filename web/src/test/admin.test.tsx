import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { session, user as admin } from './fixtures';
import { ok, refusal, server } from './server';
import { visit } from './visit';

beforeEach(() => server.use(http.get('/api/session', () => ok({ ...session, user: { ...admin, is_admin: true } }))));

const worker = {
  id: 'w1',
  name: 'studio-4090',
  worker_type: 'generation',
  state: 'busy',
  draining: false,
  job_kinds: ['sdxl_image'],
  offered_kinds: ['sdxl_image'],
  labels: ['fast'],
  credential_last4: 'k3Qz',
  url: null,
  url_active: null,
  url_error: null,
  version: '1',
  device: 'RTX 4090',
  model_loaded: 'SDXL',
  vram_total_bytes: 25_769_803_776,
  vram_used_bytes: 12_884_901_888,
  current_jobs: [
    {
      generation_id: 'g1',
      job_kind: 'sdxl_image',
      model: 'workers/sdxl',
      attempt: 2,
      progress: 0.4,
      leased_at: '2026-11-20T10:00:00Z',
      leased_until: '2026-11-20T10:05:00Z',
    },
  ],
  jobs_last_hour: 31,
  failed_last_hour: 2,
  last_error: null,
  last_error_at: null,
  heartbeat_at: '2026-11-20T10:00:00Z',
  heartbeat_age_seconds: 4,
};

describe('workers', () => {
  it('say what they do, and stop taking work when told', async () => {
    const told: unknown[] = [];
    server.use(
      http.get('/api/workers', () =>
        ok({
          workers: [{ ...worker, url: 'https://gpu.example/bell', url_active: false, url_error: 'timed out' }],
          job_kinds: [],
        }),
      ),
      http.patch('/api/workers/:id', async ({ request }) => {
        told.push(await request.json());
        return ok({ ...worker, draining: true });
      }),
    );
    const { user } = visit('/admin?tab=workers');
    expect(await screen.findByRole('heading', { name: 'studio-4090' })).toBeVisible();
    expect(screen.getByText('Working')).toBeVisible();
    expect(screen.getByText('12.0 GB of 24.0 GB')).toBeVisible();
    expect(screen.getByText('RTX 4090 · Loaded: SDXL · 31 jobs in the last hour · 2 failed')).toBeVisible();
    expect(screen.getByText('attempt 2')).toBeVisible();
    expect(screen.getByText('https://gpu.example/bell could not be told of work: timed out')).toBeVisible();
    expect(screen.getByRole('progressbar', { name: 'workers/sdxl' })).toHaveAttribute('aria-valuenow', '40');
    await user.click(screen.getByRole('button', { name: 'Actions for studio-4090' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Take no more' }));
    await waitFor(() => expect(told).toEqual([{ draining: true }]));
  });

  it('are added with three lines that carry a credential shown once', async () => {
    server.use(
      http.get('/api/workers', () => ok({ workers: [], job_kinds: [{ job_kind: 'sdxl_image', models: [] }] })),
      http.post('/api/workers', () => ok({ worker, credential: 'atlw_once' }, 201)),
    );
    const { user } = visit('/admin?tab=workers');
    expect(await screen.findByText('No machine works here yet.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Add a worker' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a worker' }));
    await user.click(dialog.getByRole('button', { name: 'Add a worker' }));
    expect(dialog.getByLabelText('Name')).toHaveAccessibleDescription(/Give the machine a name/);
    await user.type(dialog.getByLabelText('Name'), 'studio-4090');
    await user.click(dialog.getByRole('button', { name: 'Add a worker' }));
    const shown = within(await screen.findByRole('dialog', { name: 'Start studio-4090' }));
    expect(shown.getByText(/ATELIER_WORKER_CREDENTIAL=atlw_once/)).toBeVisible();
    await user.click(shown.getByRole('button', { name: 'I have copied them' }));
    await waitFor(() => expect(document.body).not.toHaveTextContent('atlw_once'));
  });

  it('say what to do when they cannot be loaded', async () => {
    server.use(http.get('/api/workers', () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.')));
    visit('/admin?tab=workers');
    expect(await screen.findByText('The workers could not be loaded')).toBeVisible();
  });
});

describe('providers', () => {
  const health = {
    provider: 'openai',
    display_name: 'OpenAI',
    state: 'degraded',
    success_rate: 0.9,
    calls: 120,
    failures: 12,
    p50_ms: 4200,
    p95_ms: 19_000,
    last_error: { at: '2026-11-20T10:00:00Z', outcome: 'overloaded', message: 'The engine is overloaded' },
    circuits: [{ model: 'gpt-image-2', state: 'open' }],
    maintenance: null,
  };

  it('say how they do, and close with words that people read', async () => {
    const closed: unknown[] = [];
    server.use(
      http.get('/api/providers/health', () => ok({ providers: [health] })),
      http.get('/api/admin/maintenance', () => ok({ maintenance: [] })),
      http.put('/api/admin/maintenance/:provider', async ({ request, params }) => {
        closed.push([params.provider, await request.json()]);
        return ok({});
      }),
    );
    const { user } = visit('/admin?tab=providers');
    expect(await screen.findByText('Some calls fail')).toBeVisible();
    expect(screen.getByText('90% of 120 calls good · 4.2 s usual, 19 s slow')).toBeVisible();
    expect(screen.getByText('gpt-image-2 is not asked for a while after failing in a row')).toBeVisible();
    expect(screen.getByText(/The engine is overloaded/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Close OpenAI' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Close OpenAI' }));
    await user.click(dialog.getByRole('button', { name: 'Close now' }));
    expect(dialog.getByLabelText('What people read')).toHaveAccessibleDescription(/Write why/);
    await user.type(dialog.getByLabelText('What people read'), 'New account');
    await user.click(dialog.getByRole('button', { name: 'Close now' }));
    await waitFor(() => expect(closed).toEqual([['openai', { reason: 'New account' }]]));
  });
});

describe('moderation', () => {
  const rule = {
    id: 'no_logos',
    action: 'block',
    sentence: 'Leave the logo out.',
    words: ['logo'],
    patterns: [],
    over: [],
  };
  const found = {
    id: 'c1',
    user_id: 'u1',
    email: 'mara@example.org',
    prompt: 'A logo on a van',
    decision: 'blocked',
    rule: 'no_logos',
    times: 3,
    first_at: '2026-11-20T09:00:00Z',
    last_at: '2026-11-20T10:00:00Z',
    allowed_at: null,
    allowed_reason: null,
  };

  it('tries a prompt, and lets one text pass only with a reason', async () => {
    const allowed: unknown[] = [];
    server.use(
      http.get('/api/admin/moderation/rules', () =>
        ok({
          rules: [
            { source: 'admin', replaced: false, rule },
            { source: 'file', replaced: false, rule: { id: 'minors', action: 'block', patterns: ['x+'] } },
          ],
        }),
      ),
      http.get('/api/admin/moderation/cases', () => ok({ cases: [found], next_before: null })),
      http.post('/api/admin/moderation/try', () =>
        ok({ decision: 'blocked', rule: 'no_logos', sentence: 'Leave the logo out.' }),
      ),
      http.put('/api/admin/moderation/cases/:id', async ({ request }) => {
        allowed.push(await request.json());
        return ok(found);
      }),
    );
    const { user } = visit('/admin?tab=moderation');
    await user.type(await screen.findByLabelText('Prompt'), 'a logo');
    await user.click(screen.getByRole('button', { name: 'Judge it' }));
    expect(await screen.findByText('by no_logos')).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'Let it pass' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Let this text pass' }));
    await user.click(dialog.getByRole('button', { name: 'Let it pass' }));
    expect(dialog.getByLabelText('Reason')).toHaveAccessibleDescription(/Write why/);
    await user.type(dialog.getByLabelText('Reason'), 'Their own logo');
    await user.click(dialog.getByRole('button', { name: 'Let it pass' }));
    await waitFor(() => expect(allowed).toEqual([{ reason: 'Their own logo' }]));
  });
});

describe('a rule of moderation', () => {
  it('is sent as it is shown: what another kind of rule had is left out', async () => {
    const rule = { id: 'van', action: 'allow', sentence: null, words: ['van'], patterns: [], over: ['no_logos'] };
    const saved: unknown[] = [];
    server.use(
      http.get('/api/admin/moderation/rules', () => ok({ rules: [{ source: 'admin', replaced: false, rule }] })),
      http.get('/api/admin/moderation/cases', () => ok({ cases: [], next_before: null })),
      http.put('/api/admin/moderation/rules/:id', async ({ request }) => {
        saved.push(await request.json());
        return saved.length === 1
          ? refusal(422, 'moderation.invalid', 'This cannot be saved', 'Correct the fields that are named.', [
              { pointer: '/words/0', code: 'invalid', detail: 'Each has 1 to 100 characters.' },
            ])
          : ok(rule);
      }),
    );
    const { user } = visit('/admin?tab=moderation');
    await user.click(await screen.findByRole('button', { name: 'Change van' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change van' }));
    await user.click(dialog.getByRole('radio', { name: 'Writes down' }));
    await user.click(dialog.getByRole('button', { name: 'Save rule' }));
    expect(await dialog.findByText('Each has 1 to 100 characters.')).toBeVisible();
    expect(dialog.queryByText('This cannot be saved')).not.toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Save rule' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(saved[1]).toEqual({ action: 'flag', sentence: null, words: ['van'], patterns: [], over: [] });
  });
});

describe('what the rules found', () => {
  it('is shown page by page, and says when a permission cannot be taken back', async () => {
    const found = (id: string, prompt: string) => ({
      id,
      user_id: 'u1',
      email: 'mara@example.org',
      prompt,
      decision: 'flagged',
      rule: 'faces',
      times: 1,
      first_at: '2026-11-20T09:00:00Z',
      last_at: '2026-11-20T10:00:00Z',
      allowed_at: '2026-11-20T11:00:00Z',
      allowed_reason: 'A drawing',
    });
    server.use(
      http.get('/api/admin/moderation/rules', () => ok({ rules: [] })),
      http.get('/api/admin/moderation/cases', ({ request }) =>
        new URL(request.url).searchParams.get('before') === 'then'
          ? ok({ cases: [found('c2', 'An older face')], next_before: null })
          : ok({ cases: [found('c1', 'A face')], next_before: 'then' }),
      ),
      http.put('/api/admin/moderation/cases/:id', () =>
        refusal(503, 'database.busy', 'Busy', 'Try again in a moment.'),
      ),
    );
    const { user } = visit('/admin?tab=moderation');
    expect(await screen.findByText('No rule judges prompts yet.')).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'Show older' }));
    expect(await screen.findByText('An older face')).toBeVisible();
    expect(screen.getByText('A face')).toBeVisible();
    const [first] = screen.getAllByRole('button', { name: 'Take back' });
    if (first) await user.click(first);
    expect(await screen.findByText('Try again in a moment.')).toBeVisible();
  });
});

describe('what was given up', () => {
  const letter = {
    id: 'd1',
    user_id: 'u1',
    provider: 'openai',
    model: 'gpt-image-2',
    pool: 'server',
    job_kind: null,
    attempts: 5,
    dead_at: '2026-11-20T10:00:00Z',
    message: 'All tries are used up.',
    provider_message: 'The engine is overloaded',
  };

  it('says why, and runs it anew', async () => {
    let letters = [letter];
    const asked: unknown[] = [];
    server.use(
      http.get('/api/admin/dead-letters', () => ok({ dead_letters: letters, next_cursor: null })),
      http.post('/api/admin/dead-letters/replay', async ({ request }) => {
        asked.push(await request.json());
        letters = [];
        return ok({ results: [{ id: 'd1', outcome: 'done', code: null, detail: null, child_id: 'g2' }] });
      }),
    );
    const { user } = visit('/admin?tab=dead-letters');
    expect(await screen.findByText('The engine is overloaded')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Run anew: openai/gpt-image-2' }));
    expect(await screen.findByText('Nothing was given up.')).toBeVisible();
    expect(asked).toEqual([{ ids: ['d1'] }]);
  });
});
