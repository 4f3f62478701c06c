import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useUploads } from '@/features/storage/lib/upload-store';
import { TestEventSource } from './event-source';
import { session, user } from './fixtures';
import { ok, server } from './server';
import { bucket, listing, storageDoors } from './storage-server';
import { visit } from './visit';

interface Options {
  metadata: Record<string, string>;
  headers: Record<string, string>;
  onBeforeRequest: (request: { setHeader: (name: string, value: string) => void }) => Promise<void>;
  onShouldRetry: (error: unknown) => boolean;
  onProgress: (sent: number) => void;
  onSuccess: () => void;
  onError: (error: unknown) => void;
}

/** Uploads that a test speaks for. */
const { Tus } = vi.hoisted(() => {
  class FakeTus {
    static readonly begun: FakeTus[] = [];
    readonly file: File;
    readonly options: Options;
    aborted: boolean | null = null;

    constructor(file: File, options: Options) {
      this.file = file;
      this.options = options;
    }

    findPreviousUploads(): Promise<never[]> {
      return Promise.resolve([]);
    }

    start(): void {
      FakeTus.begun.push(this);
    }

    abort(terminate: boolean): Promise<void> {
      this.aborted = terminate;
      return Promise.resolve();
    }
  }
  return { Tus: FakeTus };
});
vi.mock('tus-js-client', () => ({ Upload: Tus }));

const answered = (status: number, body: string) => ({
  originalRequest: {},
  originalResponse: { getStatus: () => status, getBody: () => body, getHeader: () => undefined },
});
const unanswered = { originalRequest: {}, originalResponse: null };

beforeEach(() => {
  Tus.begun.length = 0;
  sessionStorage.clear();
  useUploads.setState({ list: [], folded: false });
  server.use(...storageDoors([bucket('covers')]), listing(() => ({})).handler);
});

const text = (name: string) => new File(['text'], name, { type: 'text/plain', lastModified: 1 });

async function send(...files: File[]) {
  const page = visit('/storage/covers?path=2026%2F');
  await screen.findByText('Nothing is in here.');
  const input = document.querySelector('input[type=file]');
  if (!input) throw new Error('No input for files');
  fireEvent.change(input, { target: { files } });
  const list = within(await screen.findByRole('list', { name: 'Uploads' }));
  await waitFor(() => expect(Tus.begun.length).toBe(Math.min(3, files.length)));
  return { ...page, list };
}

const begun = (at: number) => {
  const found = Tus.begun[at];
  if (!found) throw new Error(`No upload ${at}`);
  return found;
};

describe('uploads', () => {
  it('go into the folder that is shown, with a token and a name that keys may have', async () => {
    const { list } = await send(text('Größe.txt'));
    const { options } = begun(0);
    expect(options.metadata).toMatchObject({
      bucketName: 'covers',
      objectName: '2026/Grosse.txt',
      contentType: 'text/plain',
    });
    const headers: Record<string, string> = {};
    await options.onBeforeRequest({ setHeader: (name, value) => (headers[name] = value) });
    expect(headers).toEqual({ Authorization: 'Bearer a-token' });
    act(() => options.onProgress(2));
    expect(list.getByText('2 B of 4 B')).toBeVisible();
    act(() => options.onSuccess());
    expect(list.getByLabelText('Done')).toBeVisible();
    expect(screen.getByText('1 file uploaded')).toBeVisible();
  });

  it('run three at once, the rest wait for their turn', async () => {
    const { list } = await send(...['a', 'b', 'c', 'd'].map((name) => text(`${name}.txt`)));
    expect(list.getByText('Waiting for its turn')).toBeVisible();
    act(() => begun(1).options.onSuccess());
    await waitFor(() => expect(Tus.begun).toHaveLength(4));
    expect(begun(3).options.metadata.objectName).toBe('2026/d.txt');
  });

  it('are paused, resumed and cancelled', async () => {
    const { list, user: person } = await send(text('a.txt'));
    await person.click(list.getByRole('button', { name: 'Pause a.txt' }));
    expect(begun(0).aborted).toBe(false);
    expect(list.getByText(/^Paused/)).toBeVisible();
    await person.click(list.getByRole('button', { name: 'Resume a.txt' }));
    await waitFor(() => expect(Tus.begun).toHaveLength(2));
    await person.click(list.getByRole('button', { name: 'Cancel a.txt' }));
    expect(begun(1).aborted).toBe(true);
    expect(screen.queryByRole('region', { name: 'Uploads' })).not.toBeInTheDocument();
  });

  it('ask what to do when the name is taken', async () => {
    const { list, user: person } = await send(text('a.txt'), text('b (2).txt'));
    const taken = answered(409, 'The resource already exists');
    expect(begun(0).options.onShouldRetry(taken)).toBe(false);
    expect(begun(0).options.onShouldRetry(answered(409, 'Upload-Offset conflict'))).toBe(true);
    act(() => begun(0).options.onError(taken));
    await person.click(list.getByRole('button', { name: 'Replace' }));
    await waitFor(() => expect(Tus.begun).toHaveLength(3));
    expect(begun(2).options.headers).toEqual({ 'x-upsert': 'true' });
    act(() => begun(1).options.onError(taken));
    await person.click(list.getByRole('button', { name: 'Keep both' }));
    await waitFor(() => expect(Tus.begun).toHaveLength(4));
    expect(begun(3).options.metadata.objectName).toBe('2026/b (3).txt');
  });

  it('say why they were refused, in words', async () => {
    const { list } = await send(text('a.txt'), text('b.txt'));
    act(() => begun(0).options.onError(answered(413, 'Maximum size exceeded')));
    expect(list.getByText('It is larger than this bucket or the server takes.')).toBeVisible();
    act(() => begun(1).options.onError(answered(413, 'The storage quota of the owner is used up')));
    expect(list.getByText(/Your files take all the space you have/)).toBeVisible();
    expect(screen.getByText('2 not uploaded')).toBeVisible();
  });

  it('wait for the connection and go on with it', async () => {
    const { list } = await send(text('a.txt'));
    act(() => TestEventSource.current.open());
    act(() => TestEventSource.current.fail());
    act(() => begun(0).options.onError(unanswered));
    expect(list.getByText('Waiting for the connection')).toBeVisible();
    act(() => TestEventSource.current.open());
    await waitFor(() => expect(Tus.begun).toHaveLength(2));
  });

  it('are found again after a reload, and ask for a file the browser could not keep', async () => {
    const saved = {
      id: 'one',
      owner: user.id,
      view: 'self',
      bucket: 'covers',
      key: 'a.txt',
      name: 'a.txt',
      size: 4,
      mime: 'text/plain',
      modified: 1,
      upsert: false,
      state: 'uploading',
      sent: 2,
      problem: null,
    };
    sessionStorage.setItem('atelier.uploads', JSON.stringify([saved, { ...saved, id: 'two', owner: 'somebody else' }]));
    visit('/storage');
    const list = within(await screen.findByRole('list', { name: 'Uploads' }));
    expect(list.getAllByRole('listitem')).toHaveLength(1);
    expect(list.getByText(/Choose the file again/)).toBeVisible();
    const input = list.getByLabelText('Choose the file', { selector: 'input' });
    fireEvent.change(input, { target: { files: [text('other.txt')] } });
    expect(await screen.findByText('That is another file. Choose a.txt as it was.')).toBeVisible();
    expect(Tus.begun).toHaveLength(0);
    fireEvent.change(input, { target: { files: [text('a.txt')] } });
    await waitFor(() => expect(Tus.begun).toHaveLength(1));
  });

  it('of somebody who was here before are neither seen nor sent', async () => {
    const { unmount } = await send(text('a.txt'));
    unmount();
    server.use(http.get('/api/session', () => ok({ ...session, user: { ...user, id: 'another' } })));
    visit('/storage');
    expect(await screen.findByRole('heading', { name: 'Storage' })).toBeVisible();
    expect(screen.queryByRole('list', { name: 'Uploads' })).not.toBeInTheDocument();
    expect(begun(0).aborted).toBe(false);
  });
});

describe('the space', () => {
  const figures = (quota_bytes: number | null) =>
    server.use(
      http.get('/api/storage/usage', () =>
        ok({
          buckets: [{ bucket_id: 'covers', objects: 3, bytes: 950_000 }],
          objects: 3,
          bytes: 950_000,
          quota_bytes,
          trash: { objects: 0, bytes: 0 },
        }),
      ),
    );

  it('is told with the quota, and with a warning before it ends', async () => {
    figures(1_000_000);
    server.use(http.get('/api/session', () => ok({ ...session, user: { ...user, is_admin: false } })));
    visit('/storage');
    expect(await screen.findByText('of 1 MB, in 3 files')).toBeVisible();
    expect(screen.getByRole('meter', { name: 'Share of your space that is used' })).toHaveAttribute(
      'aria-valuenow',
      '95',
    );
    expect(screen.getByText(/nearly used up/)).toBeVisible();
    expect(screen.getByText('3 files, 950 KB')).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Everybody’s space' })).not.toBeInTheDocument();
  });

  it('of everybody is for administrators, who see what would go before it goes', async () => {
    figures(null);
    const runs: (string | null)[] = [];
    server.use(
      http.get('/api/admin/users', () => ok({ users: [user], next_cursor: null })),
      http.get('/api/admin/storage', () =>
        ok({
          buckets: [],
          owners: [{ owner_id: user.id, org_id: null, objects: 3, bytes: 950_000 }],
          kept: { blobs: 2, bytes: 800_000, unreferenced: 120_000, trashed: 900 },
          quotas: { person: 1_000_000, organisation: 0 },
          disk: { free: 4e9, total: 100e9, low: true },
        }),
      ),
      http.post('/api/admin/storage/collect', ({ request }) => {
        runs.push(new URL(request.url).searchParams.get('dry_run'));
        return ok({ blobs: 1, bytes: 120_000, strays: 0, drafts: 2, trashed: 3, trashed_bytes: 900 });
      }),
    );
    const { user: person } = visit('/storage');
    const owners = await screen.findByRole('table', { name: 'By owner' });
    await waitFor(() => expect(owners).toHaveTextContent(`${user.email} near the quota3950 KB`));
    expect(screen.getByText('4 GB of 100 GB')).toBeVisible();
    expect(screen.getByText(/The disk runs low/)).toBeVisible();
    await person.click(screen.getByRole('button', { name: 'See what would go' }));
    expect(
      await screen.findByText('Would remove 1 file of 120 KB, 2 unfinished uploads and 3 files of the trash.'),
    ).toBeVisible();
    await person.click(screen.getByRole('button', { name: 'Collect now' }));
    await person.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Collect now' }));
    expect(
      await screen.findByText('Removed 1 file of 120 KB, 2 unfinished uploads and 3 files of the trash.'),
    ).toBeVisible();
    expect(runs).toEqual(['true', 'false']);
  });
});
