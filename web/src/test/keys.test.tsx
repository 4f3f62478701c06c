import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderKey } from '@/lib/api/types';
import { providerKey } from './fixtures';
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
