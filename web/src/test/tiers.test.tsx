import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import type { QueueRules } from '@/features/admin/api/tiers';
import { session, user as person } from './fixtures';
import { ok, refusal, server } from './server';
import { visit } from './visit';

const paid = {
  name: 'paid',
  weight: 2,
  runs_max: 8,
  requests_per_minute: 600,
  requests_burst: null,
  generations_per_minute: null,
};

/** The rules of a server, and every change that was asked for. */
function rules(start: Partial<QueueRules> = {}) {
  const told: [string, unknown][] = [];
  let now: QueueRules = { tiers: [paid], people: [], organisations: [], limits: [], ...start };
  server.use(
    http.get('/api/session', () => ok({ ...session, user: { ...person, is_admin: true } })),
    http.get('/api/admin/users', () =>
      ok({ users: [{ id: 'p1', name: 'Mara', email: 'mara@example.org' }], next_cursor: null }),
    ),
    http.get('/api/admin/queue/rules', () => ok(now)),
    http.put('/api/admin/queue/:of', async ({ params, request }) => {
      const change = (await request.json()) as never;
      told.push([String(params.of), change]);
      if (params.of === 'people') {
        now = { ...now, people: [{ ...(change as object), name: 'Mara', email: 'mara@example.org' } as never] };
      }
      if (params.of === 'limits') now = { ...now, limits: [change] };
      return ok(now);
    }),
  );
  return told;
}

describe('tiers', () => {
  it('are empty, or cannot be loaded, in words', async () => {
    rules({ tiers: [] });
    const { unmount } = visit('/admin?tab=tiers');
    expect(await screen.findByText(/There is one tier, “standard”/)).toBeVisible();
    expect(screen.getByText('Everybody is “standard”.')).toBeVisible();
    expect(screen.getByText('Only the settings limit how many run at once.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Put somebody in a tier' })).toBeDisabled();
    unmount();
    server.use(
      http.get('/api/admin/queue/rules', () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.')),
    );
    visit('/admin?tab=tiers');
    expect(await screen.findByText('The tiers could not be loaded')).toBeVisible();
  });

  it('are made with the rates that are written, and no others', async () => {
    const told = rules();
    const { user } = visit('/admin?tab=tiers');
    await user.click(await screen.findByRole('button', { name: 'Add a tier' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a tier' }));
    await user.type(dialog.getByLabelText('Requests a minute'), 'many');
    await user.click(dialog.getByRole('button', { name: 'Save tier' }));
    expect(dialog.getByText('Write a name of small letters, digits and dashes.')).toBeVisible();
    expect(dialog.getByText('Write a whole number above zero, or nothing.')).toBeVisible();
    expect(told).toEqual([]);
    await user.type(dialog.getByLabelText('Name'), 'studio-2');
    await user.clear(dialog.getByLabelText('Requests a minute'));
    await user.type(dialog.getByLabelText('Requests a minute'), '1200');
    await user.click(dialog.getByRole('button', { name: 'Save tier' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(told).toEqual([
      [
        'tiers',
        {
          name: 'studio-2',
          weight: 1,
          runs_max: null,
          requests_per_minute: 1200,
          requests_burst: null,
          generations_per_minute: null,
        },
      ],
    ]);
  });

  it('say what the server refuses at its field, and are removed once that is sure', async () => {
    const told = rules();
    const { user } = visit('/admin?tab=tiers');
    await user.click(await screen.findByRole('button', { name: 'Actions for the tier paid' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Change' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'paid' }));
    server.use(
      http.put(
        '/api/admin/queue/tiers',
        () =>
          refusal(422, 'generation.invalid', 'Not valid', 'Look at the fields.', [
            { pointer: '/requests_burst', code: 'not_allowed', detail: 'Only beside requests a minute.' },
          ]),
        { once: true },
      ),
    );
    await user.click(dialog.getByRole('button', { name: 'Save tier' }));
    expect(await dialog.findByText('Only beside requests a minute.')).toBeVisible();
    await user.keyboard('{Escape}');
    await user.click(await screen.findByRole('button', { name: 'Actions for the tier paid' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(told).toEqual([['tiers', { name: 'paid', weight: null }]]));
  });

  it('take people in by name, and let them out', async () => {
    const told = rules();
    const { user } = visit('/admin?tab=tiers');
    await user.click(await screen.findByRole('button', { name: 'Put somebody in a tier' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Put people in a tier' }));
    await user.click(dialog.getByRole('button', { name: 'Put in tier' }));
    expect(dialog.getByText(/Choose at least one person/)).toBeVisible();
    await user.click(await dialog.findByRole('checkbox', { name: 'Mara, mara@example.org' }));
    await user.click(dialog.getByRole('button', { name: 'Put in tier' }));
    await user.click(await screen.findByRole('button', { name: 'Take Mara, mara@example.org out' }));
    await waitFor(() =>
      expect(told).toEqual([
        ['people', { user_id: 'p1', tier: 'paid' }],
        ['people', { user_id: 'p1', tier: null }],
      ]),
    );
  });

  it('stand beside how many run at once', async () => {
    const told = rules();
    const { user } = visit('/admin?tab=tiers');
    await user.click(await screen.findByRole('button', { name: 'Set a number' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Runs at once' }));
    await user.click(dialog.getByRole('radio', { name: 'Model' }));
    await user.type(dialog.getByLabelText(/^Provider and model/), 'openai/gpt-image-2');
    await user.type(dialog.getByLabelText('At most'), '2001');
    await user.click(dialog.getByRole('button', { name: 'Save number' }));
    expect(dialog.getByText('Write a whole number from 1 to 2,000.')).toBeVisible();
    await user.clear(dialog.getByLabelText('At most'));
    await user.type(dialog.getByLabelText('At most'), '4');
    await user.click(dialog.getByRole('button', { name: 'Save number' }));
    expect(await screen.findByText('at most 4 at once')).toBeVisible();
    expect(told).toEqual([['limits', { scope: 'model', name: 'openai/gpt-image-2', runs_max: 4 }]]);
  });
});
