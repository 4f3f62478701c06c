import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { project } from './fixtures';
import { ok, server } from './server';
import { visit } from './visit';

describe('projects', () => {
  it('shows what is spent against the cap', async () => {
    visit('/projects');
    const card = await screen.findByRole('article', { name: 'Album artwork' });
    expect(within(card).getByText('$0.980 spent')).toBeVisible();
    expect(within(card).getByRole('meter', { name: 'Budget of Album artwork' })).toHaveAttribute('aria-valuenow', '98');
  });

  it('creates one with a budget in dollars and opens it', async () => {
    let sent: unknown;
    const made = { ...project, id: '0192cccc-0000-7000-8000-000000000002', name: 'Covers', budget_cents: 1250 };
    server.use(
      http.post('/api/projects', async ({ request }) => {
        sent = await request.json();
        return ok(made, 201);
      }),
      http.get('/api/projects/:id', () => ok(made)),
    );
    const { user } = visit('/projects');
    await user.click(await screen.findByRole('button', { name: 'New project' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New project' }));
    await user.click(dialog.getByRole('button', { name: 'Create project' }));
    expect(dialog.getByLabelText('Name')).toHaveAccessibleDescription('Give the project a name.');
    await user.type(dialog.getByLabelText('Name'), 'Covers');
    await user.click(dialog.getByRole('radio', { name: 'Up to an amount' }));
    await user.clear(dialog.getByLabelText('Amount in dollars'));
    await user.type(dialog.getByLabelText('Amount in dollars'), '12.50');
    await user.click(dialog.getByRole('button', { name: 'Create project' }));
    expect(await screen.findByRole('heading', { name: 'Covers' })).toBeVisible();
    expect(sent).toEqual({ name: 'Covers', description: '', budget_cents: 1250 });
  });

  it('deletes after a question and keeps what was made', async () => {
    let deleted = false;
    server.use(
      http.delete('/api/projects/:id', () => {
        deleted = true;
        return new Response(null, { status: 204 });
      }),
      http.get('/api/projects', () => ok({ projects: deleted ? [] : [project] })),
    );
    const { user } = visit('/projects');
    await user.click(await screen.findByRole('button', { name: 'Actions for Album artwork' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    const question = within(await screen.findByRole('alertdialog'));
    expect(question.getByText(/stays in your library/)).toBeVisible();
    await user.click(question.getByRole('button', { name: 'Delete project' }));
    await waitFor(() => expect(deleted).toBe(true));
    expect(await screen.findByRole('heading', { name: 'No project yet.' })).toBeVisible();
  });
});
