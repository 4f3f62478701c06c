import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { useChosenView } from '@/features/storage/lib/view';
import { usePreferences } from '@/lib/stores/preferences';
import { user } from './fixtures';
import { server } from './server';
import { bucket, listing, object, storageDoors, storageRefusal } from './storage-server';
import { visit } from './visit';

const uploads = bucket('user-uploads');
const covers = bucket('covers', { public: true, file_size_limit: 20_000_000, allowed_mime_types: ['image/*'] });

beforeEach(() => {
  useChosenView.setState({ view: 'self' });
  server.use(...storageDoors([covers, uploads]));
});

describe('a bucket', () => {
  const grid = () => screen.findByRole('grid', { name: 'Files' });
  const names = async () =>
    within(await grid())
      .getAllByRole('row')
      .slice(1)
      .map((row) =>
        within(row)
          .getAllByRole('gridcell')[1]
          ?.textContent?.replace(/1\.2 KB.*/, ''),
      );

  it('shows folders before files, one page after the other, in the asked order', async () => {
    const { asked, handler } = listing(({ cursor }) =>
      cursor
        ? { folders: ['b/'], objects: [object('z.txt', 'text/plain')] }
        : { folders: ['a/'], objects: [object('m.txt', 'text/plain')], next: 'more' },
    );
    server.use(handler);
    const { user: person } = visit('/storage/covers');
    expect(await names()).toEqual(['a', 'm.txt']);
    await person.click(screen.getByRole('button', { name: 'Load more' }));
    await waitFor(async () => expect(await names()).toEqual(['a', 'b', 'm.txt', 'z.txt']));
    expect(screen.queryByRole('button', { name: 'Load more' })).not.toBeInTheDocument();
    await person.click(screen.getByRole('button', { name: 'Changed' }));
    await waitFor(() => expect(asked.at(-1)?.sortBy).toEqual({ column: 'updated_at', order: 'desc' }));
    expect(asked[0]).toMatchObject({ prefix: '', with_delimiter: true, sortBy: { column: 'name', order: 'asc' } });
  });

  it('opens folders, looks for beginnings of names in them, and leads back', async () => {
    const spring = object('2026/spring.txt', 'text/plain');
    const { asked, handler } = listing(({ prefix }) =>
      prefix === '' ? { folders: ['2026/'] } : { objects: prefix.length > 10 ? [] : [spring] },
    );
    server.use(handler);
    const { user: person, router } = visit('/storage/covers');
    await person.click(await screen.findByRole('button', { name: '2026' }));
    expect(await screen.findByRole('heading', { name: '2026' })).toBeVisible();
    expect(await names()).toEqual(['spring.txt']);
    await person.type(screen.getByRole('searchbox', { name: 'Names that begin with' }), 'spr');
    await waitFor(() => expect(asked.at(-1)?.prefix).toBe('2026/spr'));
    // Whoever goes on writing does so in the same field.
    await person.keyboard('ing');
    await waitFor(() => expect(asked.at(-1)?.prefix).toBe('2026/spring'));
    await person.click(await screen.findByRole('button', { name: 'Clear the search' }));
    expect(await names()).toEqual(['spring.txt']);
    expect(screen.getByRole('searchbox')).toHaveValue('');
    await person.click(within(screen.getByRole('navigation', { name: 'Where you are' })).getByText('covers'));
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('path'));
    expect(await names()).toEqual(['2026']);
  });

  it('calls the folder of one’s own id by what it is', async () => {
    server.use(listing(() => ({ folders: [`${user.id}/`] })).handler);
    visit('/storage/user-uploads');
    expect(await names()).toEqual(['My files']);
  });

  it('deletes what is selected with the keyboard, folders with everything in them, and says what policies keep', async () => {
    let sent: unknown;
    server.use(
      listing(({ with_delimiter: level }) =>
        level
          ? { folders: ['old/'], objects: [object('a.txt', 'text/plain'), object('b.txt', 'text/plain')] }
          : { objects: [object('old/1.txt', 'text/plain'), object('old/2.txt', 'text/plain')] },
      ).handler,
      http.delete('/storage/v1/object/covers', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json([{ name: 'old/1.txt' }, { name: 'a.txt' }]);
      }),
    );
    const { user: person } = visit('/storage/covers');
    (await screen.findByRole('button', { name: 'old' })).focus();
    await person.keyboard(' {ArrowDown} ');
    expect(screen.getByText('2 selected')).toBeVisible();
    await person.keyboard('{Delete}');
    expect(await screen.findByRole('alertdialog', { name: 'Delete 2 items?' })).toBeVisible();
    await person.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Deleted 2 of 3 files; policies keep the rest.')).toBeVisible();
    expect(sent).toEqual({ prefixes: ['old/1.txt', 'old/2.txt', 'a.txt'] });
    expect(screen.queryByText('2 selected')).not.toBeInTheDocument();
  });

  it('renames with F2, and says when the name is taken', async () => {
    const moves: unknown[] = [];
    server.use(
      listing(() => ({ objects: [object('a.txt', 'text/plain')] })).handler,
      http.post('/storage/v1/object/move', async ({ request }) => {
        moves.push(await request.json());
        return moves.length === 1
          ? storageRefusal('409', 'KeyAlreadyExists', 'not for people')
          : HttpResponse.json({ message: 'Successfully moved' });
      }),
    );
    const { user: person } = visit('/storage/covers');
    (await screen.findByRole('button', { name: 'a.txt' })).focus();
    await person.keyboard('{F2}');
    const field = await screen.findByLabelText('New name');
    await person.clear(field);
    await person.type(field, 'Größe.txt{Enter}');
    expect(await screen.findByText(/A file of this name is there already/)).toBeVisible();
    await person.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(moves[0]).toEqual({ bucketId: 'covers', sourceKey: 'a.txt', destinationKey: 'Grosse.txt' });
  });

  it('moves a folder file by file', async () => {
    const moves: unknown[] = [];
    server.use(
      listing(({ with_delimiter: level }) =>
        level ? { folders: ['drafts/old/'] } : { objects: [object('drafts/old/a b.txt', 'text/plain')] },
      ).handler,
      http.post('/storage/v1/object/move', async ({ request }) => {
        moves.push(await request.json());
        return HttpResponse.json({ message: 'Successfully moved' });
      }),
    );
    const { user: person } = visit('/storage/covers?path=drafts%2F');
    await person.click(await screen.findByRole('button', { name: 'Actions for old' }));
    await person.click(await screen.findByRole('menuitem', { name: 'Move' }));
    const field = await screen.findByLabelText('Folder');
    await person.clear(field);
    await person.type(field, '/archive//2026/{Enter}');
    expect(await screen.findByText('Moved 1 file.')).toBeVisible();
    expect(moves).toEqual([
      { bucketId: 'covers', sourceKey: 'drafts/old/a b.txt', destinationKey: 'archive/2026/old/a b.txt' },
    ]);
  });

  it('gives a link that ends when it is told to, or the address for ever where the bucket is public', async () => {
    const lives: unknown[] = [];
    server.use(
      listing(() => ({ objects: [object('a b.txt', 'text/plain')] })).handler,
      http.post('/storage/v1/object/sign/user-uploads/*', async ({ request }) => {
        lives.push(((await request.json()) as { expiresIn: number }).expiresIn);
        return HttpResponse.json({ signedURL: `/object/sign/user-uploads/a b.txt?token=t${lives.length}` });
      }),
    );
    const { user: person, router } = visit('/storage/user-uploads');
    const ask = async () => {
      await person.click(await screen.findByRole('button', { name: 'Actions for a b.txt' }));
      await person.click(await screen.findByRole('menuitem', { name: 'Copy link' }));
      return within(await screen.findByRole('dialog', { name: 'Link to a b.txt' }));
    };
    const first = await ask();
    await first.findByText('http://atelier.test/storage/v1/object/sign/user-uploads/a%20b.txt?token=t1');
    await person.click(first.getByRole('combobox', { name: 'Good for' }));
    await person.click(await screen.findByRole('option', { name: 'One hour' }));
    await first.findByText(/token=t2/);
    expect(lives).toEqual([86_400, 3_600]);
    await person.click(first.getByRole('switch'));
    expect(first.getByText(/token=t2&download=a%20b\.txt$/)).toBeVisible();

    await router.navigate({ to: '/storage/$bucketId', params: { bucketId: 'covers' } });
    const second = await ask();
    expect(second.getByText('http://atelier.test/storage/v1/object/public/covers/a%20b.txt')).toBeVisible();
    expect(second.queryByRole('combobox')).not.toBeInTheDocument();
  });

  it('shows markup as the text it is', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    server.use(
      listing(() => ({ objects: [object('a.svg', 'image/svg+xml'), object('b.html', 'text/html')] })).handler,
      http.get('/storage/v1/object/authenticated/covers/:name', ({ request }) => {
        expect(request.headers.get('Range')).toBe('bytes=0-262143');
        return HttpResponse.text(svg);
      }),
    );
    const { user: person, router } = visit('/storage/covers');
    await person.click(await screen.findByRole('button', { name: 'a.svg' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'a.svg' }));
    expect(await dialog.findByText(svg)).toBeVisible();
    expect(dialog.getByText(/could run what is written in it/)).toBeVisible();
    expect(document.querySelector('img, iframe, object, embed')).toBeNull();
    await person.keyboard('{ArrowRight}');
    expect(await screen.findByRole('dialog', { name: 'b.html' })).toBeVisible();
    await person.keyboard('{Escape}');
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('file'));
  });

  it('remembers tiles, and shows small renditions in them', async () => {
    let asked = '';
    server.use(
      listing(() => ({ objects: [object('a.png', 'image/png')] })).handler,
      http.get('/storage/v1/render/image/authenticated/covers/a.png', ({ request }) => {
        asked = new URL(request.url).search;
        return HttpResponse.arrayBuffer(new ArrayBuffer(4), { headers: { 'Content-Type': 'image/webp' } });
      }),
    );
    const { user: person } = visit('/storage/covers');
    await person.click(await screen.findByRole('radio', { name: 'Tiles' }));
    expect(usePreferences.getState().storageLook).toBe('tiles');
    await waitFor(() => expect(asked).toBe('?width=360&height=360&resize=contain'));
    expect(screen.getByRole('button', { name: 'a.png' })).toBeVisible();
  });

  it('looks past the policies only when an administrator says so', async () => {
    const by: (string | null)[] = [];
    server.use(
      http.post('/storage/v1/object/list-v2/covers', ({ request }) => {
        by.push(request.headers.get('Authorization'));
        return HttpResponse.json({ hasNext: false, folders: [], objects: [] });
      }),
    );
    const { user: person } = visit('/storage/covers');
    expect(await screen.findByText('Nothing is in here.')).toBeVisible();
    await person.click(screen.getByRole('combobox', { name: 'Seen as' }));
    await person.click(await screen.findByRole('option', { name: /service/ }));
    expect(await screen.findByText(/Policies are passed over/)).toBeVisible();
    await waitFor(() => expect(by).toEqual(['Bearer a-token', 'Bearer the-service']));
    await person.click(screen.getByRole('combobox', { name: 'Seen as' }));
    await person.click(await screen.findByRole('option', { name: /yourself/ }));
  });

  it('takes another token when the one it has is refused', async () => {
    const by: (string | null)[] = [];
    server.use(
      http.post('/storage/v1/object/list-v2/covers', ({ request }) => {
        by.push(request.headers.get('Authorization'));
        return by.length === 1
          ? storageRefusal('403', 'AccessDenied', 'jwt expired')
          : HttpResponse.json({ hasNext: false, folders: [], objects: [] });
      }),
    );
    visit('/storage/covers');
    expect(await screen.findByText('Nothing is in here.')).toBeVisible();
    expect(by).toHaveLength(2);
  });

  it('that is not open says so', async () => {
    server.use(listing(() => ({})).handler);
    visit('/storage/secret');
    expect(await screen.findByText('This bucket is not open to you.')).toBeVisible();
    expect(screen.queryByText('Nothing is in here.')).not.toBeInTheDocument();
  });

  it('shows a failure with what to do', async () => {
    server.use(
      http.post('/storage/v1/object/list-v2/covers', () => storageRefusal('429', 'SlowDown', 'not for people')),
    );
    visit('/storage/covers');
    expect(await screen.findByText('The files could not be loaded')).toBeVisible();
    expect(screen.getByText('Wait a moment, then try again.')).toBeVisible();
  });
});
