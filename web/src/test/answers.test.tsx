import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { user } from './fixtures';
import { ok, refusal, server } from './server';
import { visit } from './visit';

const path = '/api/account/answers';
const section = async () => within(await screen.findByRole('region', { name: 'Answers given again' }));
const button = async () => (await section()).findByRole('switch', { name: 'Give answers again' });

describe('the switch for answers given again', () => {
  beforeEach(() => {
    server.use(
      http.get('/auth/v1/user', () =>
        HttpResponse.json({ id: user.id, email: user.email, user_metadata: {}, app_metadata: {}, identities: [] }),
      ),
    );
  });

  it('says what it does, and keeps the choice', async () => {
    const sent: unknown[] = [];
    server.use(
      http.put(path, async ({ request }) => {
        const body = (await request.json()) as { reused: boolean };
        sent.push(body);
        return ok({ ...body, kept_seconds: 900 });
      }),
    );
    const { user: person } = visit('/account');
    expect(await button()).toBeChecked();
    expect(await button()).toHaveAccessibleDescription(/For 15 minutes/);

    await person.click(await button());
    expect(await (await section()).findByText(/Every request asks the model/)).toBeVisible();
    expect(await button()).not.toBeChecked();
    expect(sent).toEqual([{ reused: false }]);
  });

  it('stays as it was where the choice could not be kept, and says so', async () => {
    server.use(http.put(path, () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.')));
    const { user: person } = visit('/account');
    await person.click(await button());
    expect(await (await section()).findByText('Your choice could not be kept')).toBeVisible();
    expect(await button()).toBeChecked();
  });

  it('says that the server gives none, whatever is chosen', async () => {
    server.use(http.get(path, () => ok({ reused: true, kept_seconds: 0 })));
    visit('/account');
    expect(await (await section()).findByText(/gives no answers again/)).toBeVisible();
  });

  it('draws what failed, and tries again', async () => {
    server.use(http.get(path, () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.')));
    const { user: person } = visit('/account');
    expect(await (await section()).findByText('The switch could not be loaded')).toBeVisible();
    server.use(http.get(path, () => ok({ reused: false, kept_seconds: 900 })));
    await person.click((await section()).getByRole('button', { name: 'Try again' }));
    expect(await button()).not.toBeChecked();
  });
});
