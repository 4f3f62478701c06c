import { screen, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { ok, refusal, server } from './server';
import { visit } from './visit';

const id = '0198c0de-0000-7000-8000-00000000000a';

/** An organisation as somebody with these rights sees it. */
function organisation(permissions: string[]) {
  const path = `/api/organisations/${id}`;
  server.use(
    http.get(path, () =>
      ok({ id, name: 'North Studio', role: 'owner', permissions, member_count: 2, created_at: '2026-11-01T10:00:00Z' }),
    ),
    http.get(`${path}/members`, () => ok({ members: [] })),
    http.get(`${path}/invitations`, () => ok({ invitations: [] })),
    http.get(`${path}/provider-keys`, () => ok({ provider_keys: [] })),
    http.get('/api/budgets', () => ok({ budgets: [] })),
    http.get(`${path}/usage`, () =>
      ok({
        rows: [{ user_id: 'p1', person: 'mara@example.org', count: 3, failed: 0, cost_micros: 1 }],
        complete: true,
      }),
    ),
    http.get(`${path}/audit`, () =>
      ok({
        entries: [
          {
            id: 'a1',
            at: '2026-11-20T10:00:00Z',
            actor: 'mara@example.org',
            action: 'vault.key_rotated',
            subject: 'provider key k1',
            detail: {},
            ip: null,
          },
        ],
        next_cursor: null,
      }),
    ),
  );
  return path;
}

describe('the records of an organisation', () => {
  it('show what was spent and who did what to those who run it', async () => {
    organisation(['usage.read', 'audit.read']);
    visit(`/organisations/${id}`);
    const usage = within(await screen.findByRole('region', { name: 'Usage' }));
    expect(await usage.findByText('mara@example.org')).toBeVisible();
    const log = within(screen.getByRole('region', { name: 'Who did what' }));
    expect((await log.findAllByText('vault.key_rotated'))[0]).toBeVisible();
  });

  it('are not there for others', async () => {
    organisation(['organisation.update']);
    visit(`/organisations/${id}`);
    expect(await screen.findByRole('heading', { name: 'North Studio' })).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Usage' })).not.toBeInTheDocument();
    expect(screen.queryByRole('region', { name: 'Who did what' })).not.toBeInTheDocument();
  });

  it('say when they cannot be loaded', async () => {
    const path = organisation(['usage.read', 'audit.read']);
    const busy = () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.');
    server.use(http.get(`${path}/usage`, busy), http.get(`${path}/audit`, busy));
    visit(`/organisations/${id}`);
    expect(await screen.findByText('The table could not be loaded')).toBeVisible();
    expect(await screen.findByText('The audit log could not be loaded')).toBeVisible();
  });
});
