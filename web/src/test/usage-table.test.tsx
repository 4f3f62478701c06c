import { screen, within } from '@testing-library/react';
import { http } from 'msw';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { session, user as person } from './fixtures';
import { ok, refusal, server } from './server';
import { visit } from './visit';

const row = (more: object, cost_micros: number) => ({ ...more, count: 3, failed: 1, cost_micros });

/** Tables by what they are asked for. */
function tables(path: string, rows: Record<string, object[]>) {
  server.use(
    http.get('/api/session', () => ok({ ...session, user: { ...person, is_admin: true } })),
    http.get(path, ({ request }) => {
      const by = new URL(request.url).searchParams.get('by') ?? '';
      return ok({ rows: rows[by] ?? [], complete: by !== 'model' });
    }),
  );
}

describe('the usage table', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('counts one’s own by day, then by access key, and saves what is shown', async () => {
    tables('/api/usage/table', {
      day: [row({ day: '2026-11-20' }, 40_000)],
      access_key: [row({ access_key_id: 'k1', access_key: 'Nightly script' }, 80_000), row({ access_key_id: null }, 0)],
    });
    const { user } = visit('/usage');
    const section = within(await screen.findByRole('region', { name: 'In detail' }));
    expect(await section.findByText('2026-11-20')).toBeVisible();
    await user.click(section.getByRole('combobox', { name: 'By' }));
    expect(screen.queryByRole('option', { name: 'Person' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('option', { name: 'Access key' }));
    expect(await section.findByText('Nightly script')).toBeVisible();
    expect(section.getByText('In the studio')).toBeVisible();

    const saved: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function saveAs(this: HTMLAnchorElement) {
      saved.push(this.getAttribute('href') ?? '');
    });
    await user.click(section.getByRole('button', { name: 'Download as CSV' }));
    expect(saved).toEqual(['/api/usage/table?by=access_key&days=30&format=csv']);
  });

  it('counts everybody’s by person for administrators, and says when there is more', async () => {
    tables('/api/admin/usage', {
      person: [row({ user_id: 'p1', person: 'mara@example.org' }, 40_000)],
      model: [row({ provider: 'openai', model: 'gpt-image-2' }, 40_000)],
    });
    const { user } = visit('/admin?tab=usage');
    expect(await screen.findByText('mara@example.org')).toBeVisible();
    await user.click(screen.getByRole('combobox', { name: 'By' }));
    await user.click(screen.getByRole('option', { name: 'Model' }));
    expect(await screen.findByText('There is more than fits here; the file has it all.')).toBeVisible();
  });

  it('says that there is nothing, and when it cannot be loaded', async () => {
    tables('/api/usage/table', {});
    const { unmount } = visit('/usage');
    const section = within(await screen.findByRole('region', { name: 'In detail' }));
    expect(await section.findByText('Nothing in this time.')).toBeVisible();
    unmount();
    server.use(http.get('/api/usage/table', () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.')));
    visit('/usage');
    expect(await screen.findByText('The table could not be loaded')).toBeVisible();
  });
});
