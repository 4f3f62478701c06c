import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { useChosenView } from '@/features/storage/lib/view';
import { session, user } from './fixtures';
import { ok, refusal, server } from './server';
import { bucket, storageDoors, storageRefusal } from './storage-server';
import { visit } from './visit';

const uploads = bucket('user-uploads');
const covers = bucket('covers', { public: true, file_size_limit: 20_000_000, allowed_mime_types: ['image/*'] });

beforeEach(() => {
  useChosenView.setState({ view: 'self' });
  server.use(...storageDoors([covers, uploads]));
});

describe('buckets', () => {
  it('are listed with who reads them and what they take', async () => {
    visit('/storage');
    const rows = within(await screen.findByRole('list', { name: 'Buckets' })).getAllByRole('listitem');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^coversimage\/\* · up to 20 MB a filePublic/),
      expect.stringMatching(/^user-uploadsWhat people uploadedPrivate/),
    ]);
  });

  it('are made by administrators, as the service, with size and types as they were written', async () => {
    let sent: unknown;
    let by: string | null = null;
    server.use(
      http.post('/storage/v1/bucket', async ({ request }) => {
        by = request.headers.get('Authorization');
        sent = await request.json();
        return HttpResponse.json({ name: 'posters' });
      }),
    );
    const { user: person } = visit('/storage');
    await person.click(await screen.findByRole('button', { name: 'New bucket' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New bucket' }));
    await person.type(dialog.getByLabelText('Largest file'), '20 apples');
    await person.type(dialog.getByLabelText('Types'), 'image/png, pictures');
    await person.click(dialog.getByRole('button', { name: 'Create bucket' }));
    expect(dialog.getByLabelText('Name')).toHaveAccessibleDescription(/Use 1 to 100/);
    expect(dialog.getByLabelText('Largest file')).toHaveAccessibleDescription(/Write a number and a unit/);
    expect(dialog.getByLabelText('Types')).toHaveAccessibleDescription(/This is no type: pictures/);
    expect(sent).toBeUndefined();

    await person.type(dialog.getByLabelText('Name'), 'posters');
    await person.clear(dialog.getByLabelText('Largest file'));
    await person.type(dialog.getByLabelText('Largest file'), '1.5 MB');
    await person.clear(dialog.getByLabelText('Types'));
    await person.type(dialog.getByLabelText('Types'), 'image/*');
    await person.click(dialog.getByRole('switch', { name: 'Public' }));
    await person.click(dialog.getByRole('button', { name: 'Create bucket' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(sent).toEqual({
      id: 'posters',
      name: 'posters',
      public: true,
      file_size_limit: 1_500_000,
      allowed_mime_types: ['image/*'],
    });
    expect(by).toBe('Bearer the-service');
  });

  it('keep their limit to the byte while something else is changed', async () => {
    let sent: unknown;
    server.use(
      ...storageDoors([bucket('covers', { file_size_limit: 52_428_800 })]),
      http.put('/storage/v1/bucket/covers', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({ message: 'Successfully updated' });
      }),
    );
    const { user: person } = visit('/storage');
    await person.click(await screen.findByRole('button', { name: 'Actions for covers' }));
    await person.click(screen.getByRole('menuitem', { name: 'Settings' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Settings of covers' }));
    await person.click(dialog.getByRole('switch', { name: 'Public' }));
    await person.click(dialog.getByRole('button', { name: 'Save settings' }));
    await waitFor(() => expect(sent).toEqual({ public: true, file_size_limit: 52_428_800, allowed_mime_types: null }));
  });

  it('are not deleted while something is in them, and the refusal says so', async () => {
    server.use(
      http.delete('/storage/v1/bucket/covers', () => storageRefusal('409', 'ResourceNotEmpty', 'not for people')),
    );
    const { user: person } = visit('/storage');
    await person.click(await screen.findByRole('button', { name: 'Actions for covers' }));
    await person.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    await person.click(await screen.findByRole('button', { name: 'Delete bucket' }));
    expect(await screen.findByText('Empty it first; then it can be deleted.')).toBeVisible();
  });

  it('that come with Atelier cannot be deleted, and others change none', async () => {
    server.use(http.get('/api/session', () => ok({ ...session, user: { ...user, is_admin: false } })));
    const { user: person } = visit('/storage');
    await person.click(await screen.findByRole('button', { name: 'Actions for user-uploads' }));
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(['Rules']);
    expect(screen.queryByRole('button', { name: 'New bucket' })).not.toBeInTheDocument();
    expect(screen.queryByRole('combobox', { name: 'Seen as' })).not.toBeInTheDocument();
  });

  it('show the failure with what to do', async () => {
    server.use(http.get('/storage/v1/bucket', () => storageRefusal('544', 'DatabaseTimeout', 'not for people')));
    visit('/storage');
    expect(await screen.findByText('The buckets could not be loaded')).toBeVisible();
    expect(screen.getByText('The answer took too long. Try again in a moment.')).toBeVisible();
  });

  it('tell their rules in words, and as SQL to administrators', async () => {
    server.use(
      http.get('/api/admin/data/tables', () =>
        ok({
          tables: [
            {
              schema: 'storage',
              name: 'objects',
              policies: [
                {
                  name: 'own uploads',
                  command: 'insert',
                  roles: ['authenticated'],
                  permissive: true,
                  using: null,
                  check:
                    "((bucket_id = 'user-uploads'::text) AND ((storage.foldername(name))[1] = (( SELECT auth.uid() AS uid))::text))",
                },
                {
                  name: 'storage_admin_all',
                  command: 'all',
                  roles: ['supabase_storage_admin'],
                  permissive: true,
                  using: 'true',
                  check: 'true',
                },
              ],
            },
          ],
        }),
      ),
    );
    const { user: person } = visit('/storage');
    await person.click(await screen.findByRole('button', { name: 'Actions for user-uploads' }));
    await person.click(await screen.findByRole('menuitem', { name: 'Rules' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Rules of user-uploads' }));
    expect(
      await dialog.findByText('Whoever is signed in may upload a file if it stands in the folder named by their id.'),
    ).toBeVisible();
    expect(dialog.getAllByRole('listitem')).toHaveLength(1);
    expect(dialog.getByLabelText('own uploads')).toHaveTextContent(
      /^create policy "own uploads" on storage\.objects for insert to authenticated with check/,
    );
  });

  it('say where policies are shown when the console is off', async () => {
    server.use(
      http.get('/api/admin/data/tables', () => refusal(404, 'console.off', 'The console is off', 'It is off.')),
    );
    const { user: person } = visit('/storage');
    await person.click(await screen.findByRole('button', { name: 'Actions for covers' }));
    await person.click(await screen.findByRole('menuitem', { name: 'Rules' }));
    expect(await screen.findByText(/ATELIER_CONSOLE=on/)).toBeVisible();
    expect(screen.getByText('A file has at most 20 MB.')).toBeVisible();
  });
});

describe('the trash', () => {
  const trashed = (name: string, more: object = {}) => ({
    id: `id-of-${name}`,
    bucket_id: 'covers',
    name: `spring/${name}`,
    size_bytes: 1_200_000,
    mime_type: 'image/png',
    removed_at: '2026-11-20T10:00:00.000Z',
    expires_at: '2026-11-27T10:00:00.000Z',
    ...more,
  });

  it('says what lies in it and until when, and brings a file back', async () => {
    let files = [trashed('a.png'), trashed('b.png')];
    const restored: string[] = [];
    server.use(
      http.get('/api/storage/trash', () => ok({ objects: files, next: null })),
      http.post('/api/storage/trash/:id/restore', ({ params }) => {
        restored.push(String(params.id));
        files = files.slice(1);
        return ok({ id: params.id, bucket_id: 'covers', name: 'spring/a.png' });
      }),
    );
    const { user: person } = visit('/storage');
    const list = within(await screen.findByRole('list', { name: 'Trash' }));
    expect(list.getAllByRole('listitem')[0]).toHaveTextContent(/^a\.pngcovers · 1\.2 MB · .* · until Nov 27/);
    await person.click(list.getByRole('button', { name: 'Restore a.png' }));
    expect(await screen.findByText('Restored a.png.')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Restore a.png' })).not.toBeInTheDocument());
    expect(restored).toEqual(['id-of-a.png']);
  });

  it('asks before anything goes for good', async () => {
    const gone: string[] = [];
    server.use(
      http.get('/api/storage/trash', () => ok({ objects: [trashed('a.png')], next: null })),
      http.delete('/api/storage/trash/:id', ({ params }) => {
        gone.push(String(params.id));
        return new HttpResponse(null, { status: 204 });
      }),
      http.delete('/api/storage/trash', () => {
        gone.push('all');
        return ok({ objects: 1, bytes: 1_200_000 });
      }),
    );
    const { user: person } = visit('/storage');
    await person.click(await screen.findByRole('button', { name: 'Delete a.png for good' }));
    expect(gone).toEqual([]);
    await person.click(screen.getByRole('button', { name: 'Delete for good' }));
    await waitFor(() => expect(gone).toEqual(['id-of-a.png']));
    await person.click(screen.getByRole('button', { name: 'Empty the trash' }));
    await person.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Empty the trash' }));
    expect(await screen.findByText('Deleted 1 file for good.')).toBeVisible();
    expect(gone).toEqual(['id-of-a.png', 'all']);
  });

  it('says why a file does not come back, and when there is none', async () => {
    server.use(
      http.get('/api/storage/trash', () => ok({ objects: [trashed('a.png')], next: null })),
      http.post('/api/storage/trash/:id/restore', () =>
        refusal(409, 'storage.name_taken', 'The name is taken', 'Rename or remove the file that is there.'),
      ),
    );
    const { user: person } = visit('/storage');
    await person.click(await screen.findByRole('button', { name: 'Restore a.png' }));
    expect(await screen.findByText(/Rename or remove the file that is there/)).toBeVisible();
  });

  it('is everybody’s as the service, and fails with a way to try again', async () => {
    useChosenView.setState({ view: 'service' });
    let tries = 0;
    server.use(
      http.get('/api/admin/storage/trash', () => {
        tries++;
        return tries === 1
          ? refusal(403, 'http.admin_required', 'Not allowed', 'Ask an administrator.')
          : ok({ objects: [], next: null });
      }),
    );
    const { user: person } = visit('/storage');
    const part = within(await screen.findByRole('region', { name: 'Trash' }));
    expect(await part.findByText('The trash could not be loaded')).toBeVisible();
    await person.click(part.getByRole('button', { name: 'Try again' }));
    expect(await part.findByText('Nothing is in the trash.')).toBeVisible();
  });
});
