import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderKey } from '@/lib/api/types';
import { providerKey, session, user as person } from './fixtures';
import { ok, refusal, server } from './server';
import { visit } from './visit';

let keys: ProviderKey[] = [];

beforeEach(() => {
  keys = [];
  server.use(
    http.get('/api/api-keys', () => ok({ api_keys: keys })),
    http.get('/api/access-keys', () => ok({ access_keys: [] })),
    http.get('/api/project-keys', () =>
      ok({ url: 'http://atelier.test', anon_key: 'anon', service_role_key: 'service' }),
    ),
  );
});

async function openForm() {
  const { user } = visit('/settings/keys');
  const add = await screen.findByRole('button', { name: 'Add a key' });
  await waitFor(() => expect(add).toBeEnabled());
  await user.click(add);
  return { user, dialog: within(await screen.findByRole('dialog', { name: 'Add a provider key' })) };
}

describe('provider keys', () => {
  it('recognises the provider by the prefix, the longest first', async () => {
    const { user, dialog } = await openForm();
    await user.type(dialog.getByLabelText('Key'), 'sk-ant-1234');
    expect(dialog.getByText('This looks like a key of Anthropic.')).toBeVisible();
    expect(dialog.getByRole('combobox', { name: 'Provider' })).toHaveTextContent('Anthropic');
  });

  it('keeps the form open and says so when the provider refuses the key', async () => {
    server.use(
      http.post('/api/api-keys', () =>
        refusal(422, 'vault.key_rejected', 'The key was refused', 'Check it.', [
          { pointer: '/api_key', code: 'vault.key_rejected', detail: 'OpenAI refused this key. Copy all of it.' },
        ]),
      ),
    );
    const { user, dialog } = await openForm();
    await user.type(dialog.getByLabelText('Key'), 'sk-bad');
    await user.click(dialog.getByRole('button', { name: 'Add key' }));
    await waitFor(() =>
      expect(dialog.getByLabelText('Key')).toHaveAccessibleDescription(/OpenAI refused this key. Copy all of it./),
    );
  });

  it('shows a stored key by its last four characters and its state', async () => {
    server.use(
      http.post('/api/api-keys', async ({ request }) => {
        const body = (await request.json()) as { api_key: string; key_name: string };
        keys = [
          {
            ...providerKey,
            key_name: body.key_name,
            last4: body.api_key.slice(-4),
            status: 'unverified',
            last_error: 'The address did not answer.',
          },
        ];
        return ok(keys[0], 201);
      }),
    );
    const { user, dialog } = await openForm();
    await user.type(dialog.getByLabelText('Key'), 'sk-local-9876');
    await user.click(dialog.getByRole('button', { name: 'Add key' }));
    expect(await screen.findByText('9876', { exact: false })).toBeVisible();
    expect(screen.getByText('Unverified')).toBeVisible();
    expect(screen.getByText('The address did not answer.')).toBeVisible();
    expect(document.body).not.toHaveTextContent('sk-local');
  });
});

describe('several keys of one provider', () => {
  it('says which is used first and puts another in its place', async () => {
    keys = [
      { ...providerKey, position: 0 },
      { ...providerKey, id: '0192dddd-0000-7000-8000-000000000002', key_name: 'Spare', position: 4 },
    ];
    const changes: unknown[] = [];
    server.use(
      http.put('/api/api-keys/:id', async ({ request, params }) => {
        changes.push([params.id, await request.json()]);
        return ok(keys[1]);
      }),
    );
    const { user } = visit('/settings/keys');
    expect(await screen.findByText('used first')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Actions for OpenAI Spare' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Use this one first' }));
    await waitFor(() => expect(changes).toEqual([['0192dddd-0000-7000-8000-000000000002', { position: -1 }]]));
  });

  it('puts a new secret under the same key', async () => {
    keys = [providerKey];
    const rotated: unknown[] = [];
    server.use(
      http.post('/api/api-keys/:id/rotate', async ({ request, params }) => {
        rotated.push([params.id, await request.json()]);
        return ok(providerKey);
      }),
    );
    const { user } = visit('/settings/keys');
    await user.click(await screen.findByRole('button', { name: 'Actions for OpenAI Main' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Replace the key' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Replace “Main”' }));
    await user.type(dialog.getByLabelText('New key'), 'sk-new-1234');
    await user.click(dialog.getByRole('button', { name: 'Replace key' }));
    await waitFor(() => expect(rotated).toEqual([[providerKey.id, { api_key: 'sk-new-1234' }]]));
  });
});

describe('server keys', () => {
  it('are for everyone, or for whom the admin chooses, and never for nobody', async () => {
    const everyone = { everyone: true, roles: [], tiers: [], people: [], organisations: [] };
    const changes: unknown[] = [];
    server.use(
      http.get('/api/session', () => ok({ ...session, user: { ...person, is_admin: true } })),
      http.get('/api/admin/users', () => ok({ users: [], next_cursor: null })),
      http.get('/api/admin/provider-keys', () => ok({ provider_keys: [{ ...providerKey, use: everyone }] })),
      http.put('/api/admin/provider-keys/:id', async ({ request }) => {
        changes.push(await request.json());
        return ok(providerKey);
      }),
    );
    const { user } = visit('/admin?tab=keys');
    await user.click(await screen.findByRole('button', { name: 'Actions for OpenAI Main' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Who may use it' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Who may use it' }));
    await user.click(dialog.getByRole('radio', { name: 'Only those I choose' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByText('Choose at least one, or nobody could use the key.')).toBeVisible();
    expect(changes).toEqual([]);
    await user.type(dialog.getByLabelText('Tiers'), 'paid, studio');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(changes).toEqual([{ use: { ...everyone, everyone: false, tiers: ['paid', 'studio'] } }]),
    );
  });
});

describe('who may use a key of the server', () => {
  const everybody = Array.from({ length: 60 }, (_, index) => ({
    id: `p${index}`,
    name: `Person ${index}`,
    email: `person${index}@example.org`,
  }));

  it('is found among all people, and stays chosen while somebody else is looked for', async () => {
    const nobody = { everyone: false, roles: [], tiers: [], people: ['p59'], organisations: [] };
    const changes: unknown[] = [];
    server.use(
      http.get('/api/session', () => ok({ ...session, user: { ...person, is_admin: true } })),
      http.get('/api/admin/users', ({ request }) => {
        const query = new URL(request.url).searchParams;
        const found = everybody.filter(({ name }) => name.toLowerCase().includes(query.get('q') ?? ''));
        return ok({ users: found.slice(0, Number(query.get('limit'))), next_cursor: null });
      }),
      http.get('/api/admin/provider-keys', () => ok({ provider_keys: [{ ...providerKey, use: nobody }] })),
      http.put('/api/admin/provider-keys/:id', async ({ request }) => {
        changes.push(await request.json());
        return ok(providerKey);
      }),
    );
    const { user } = visit('/admin?tab=keys');
    await user.click(await screen.findByRole('button', { name: 'Actions for OpenAI Main' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Who may use it' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Who may use it' }));
    await user.type(dialog.getByRole('searchbox', { name: 'Search people' }), '57');
    await user.click(await dialog.findByRole('checkbox', { name: 'Person 57, person57@example.org' }));
    await user.clear(dialog.getByRole('searchbox', { name: 'Search people' }));
    await dialog.findByRole('checkbox', { name: 'Person 0, person0@example.org' });
    expect(dialog.getByRole('checkbox', { name: 'Person 57, person57@example.org' })).toBeChecked();
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(changes).toEqual([{ use: { ...nobody, people: ['p59', 'p57'] } }]));
  });

  it('says so when nobody has that name, and when people cannot be loaded', async () => {
    const some = { everyone: false, roles: [], tiers: ['paid'], people: [], organisations: [] };
    server.use(
      http.get('/api/session', () => ok({ ...session, user: { ...person, is_admin: true } })),
      http.get('/api/admin/users', ({ request }) =>
        new URL(request.url).searchParams.get('q')
          ? ok({ users: [], next_cursor: null })
          : refusal(503, 'database.busy', 'Busy', 'Try again in a moment.'),
      ),
      http.get('/api/admin/provider-keys', () => ok({ provider_keys: [{ ...providerKey, use: some }] })),
    );
    const { user } = visit('/admin?tab=keys');
    await user.click(await screen.findByRole('button', { name: 'Actions for OpenAI Main' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Who may use it' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Who may use it' }));
    expect(await dialog.findByText('The people could not be loaded')).toBeVisible();
    await user.type(dialog.getByRole('searchbox', { name: 'Search people' }), 'nobody');
    expect(await dialog.findByText('Nobody else has that name or address.')).toBeVisible();
  });
});

describe('access keys', () => {
  it('shows a new key once', async () => {
    server.use(http.post('/api/access-keys', () => ok({ id: '1', name: 'Script', key: 'atl_once' }, 201)));
    const { user } = visit('/settings/keys');
    await user.click(await screen.findByRole('button', { name: 'Create a key' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New access key' }));
    await user.click(dialog.getByRole('button', { name: 'Create key' }));
    expect(dialog.getByLabelText('Name')).toHaveAccessibleDescription(/Give the key a name/);
    await user.type(dialog.getByLabelText('Name'), 'Script');
    await user.click(dialog.getByRole('button', { name: 'Create key' }));
    expect(await dialog.findByText('atl_once')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'I have copied it' }));
    await waitFor(() => expect(document.body).not.toHaveTextContent('atl_once'));
  });
});
