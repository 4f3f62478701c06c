import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Budget } from '@/lib/api/money';
import { ok, refusal, server } from './server';
import { visit } from './visit';

const budget: Budget = {
  id: 'b1',
  scope: 'person',
  subject_id: 'u1',
  name: null,
  period: 'month',
  imposed_by: 'self',
  soft_micros: 8_000_000,
  hard_micros: 10_000_000,
  raised_micros: null,
  raised_until: null,
  spent_micros: 8_500_000,
  held_micros: 500_000,
  renews_at: '2026-12-01T00:00:00Z',
  may_change: true,
};

async function limits() {
  return within(await screen.findByRole('region', { name: 'Limits on spending' }));
}

describe('limits on spending', () => {
  it('say what is used, what is set aside and when they begin anew', async () => {
    server.use(
      http.get('/api/budgets', () =>
        ok({ budgets: [budget, { ...budget, id: 'b2', scope: 'project', name: 'Album' }] }),
      ),
    );
    visit('/usage');
    const section = await limits();
    expect(await section.findByRole('heading', { name: '$10.00 a month' })).toBeVisible();
    expect(
      section.getByText(/\$9\.00 used · \$0\.500 of it set aside .* soft limit \$8\.00 · begins anew/),
    ).toBeVisible();
    expect(section.getAllByRole('listitem')).toHaveLength(1);
  });

  it('are set with both amounts checked before anything is sent', async () => {
    const sent: unknown[] = [];
    server.use(
      http.get('/api/budgets', () => ok({ budgets: [] })),
      http.put('/api/budgets', async ({ request }) => {
        sent.push(await request.json());
        return ok(budget);
      }),
    );
    const { user } = visit('/usage');
    await user.click(await (await limits()).findByRole('button', { name: 'Set a limit' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Limit on spending' }));
    await user.click(dialog.getByRole('button', { name: 'Save limit' }));
    expect(dialog.getByLabelText('Hard limit in dollars')).toHaveAccessibleDescription(/at least one/);
    await user.type(dialog.getByLabelText('Hard limit in dollars'), '5');
    await user.type(dialog.getByLabelText('Soft limit in dollars'), '7');
    await user.click(dialog.getByRole('button', { name: 'Save limit' }));
    expect(dialog.getByLabelText('Soft limit in dollars')).toHaveAccessibleDescription(/no higher than the hard one/);
    await user.clear(dialog.getByLabelText('Soft limit in dollars'));
    await user.type(dialog.getByLabelText('Soft limit in dollars'), '4,50');
    await user.click(dialog.getByRole('button', { name: 'Save limit' }));
    await waitFor(() =>
      expect(sent).toEqual([{ scope: 'person', period: 'month', soft_micros: 4_500_000, hard_micros: 5_000_000 }]),
    );
  });

  it('are raised for a while by whoever may, and say when that is refused', async () => {
    server.use(
      http.get('/api/budgets', () => ok({ budgets: [budget] })),
      http.post('/api/budgets/:id/raise', () =>
        refusal(403, 'budget.not_allowed', 'Not allowed', 'An admin set this limit; ask one to raise it.'),
      ),
    );
    const { user } = visit('/usage');
    await user.click(await (await limits()).findByRole('button', { name: /Actions for the limit/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Raise for a while' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Raise for a while' }));
    await user.type(dialog.getByLabelText('Up to, in dollars'), '20');
    await user.type(dialog.getByLabelText('Through'), '2999-01-31');
    await user.click(dialog.getByRole('button', { name: 'Raise limit' }));
    expect(await dialog.findByText('An admin set this limit; ask one to raise it.')).toBeVisible();
  });
});
