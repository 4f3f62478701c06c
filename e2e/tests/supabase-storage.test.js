import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { query } from '../support/database.js';
import { TestServer } from '../support/server.js';
import { createClient } from '../support/supabase.js';

/** What a front end's own migration makes. */
const schema = `
  insert into storage.buckets (id, name, public) values ('avatars', 'avatars', false), ('posters', 'posters', true);
  create policy "own avatars" on storage.objects for all to authenticated
    using (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text)
    with check (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text);
  create policy "anybody sees posters" on storage.objects for select to anon, authenticated using (bucket_id = 'posters');
`;

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The official client, with nothing changed but address and key. */
describe('supabase-js keeps files', () => {
  /** @type {TestServer} */
  let server;
  let ada;
  let adaId;
  let bob;
  let nobody;
  let service;
  let folder;

  const client = (key) =>
    createClient(server.url, key, {
      auth: { autoRefreshToken: false, persistSession: false },
      realtime: { transport: WebSocket },
    });

  const person = async (email) => {
    const password = 'the light of a safelight';
    const { data, error } = await service.auth.admin.createUser({ email, password, email_confirm: true });
    assert.equal(error, null);
    const signed = client(server.run.anon_key);
    assert.equal((await signed.auth.signInWithPassword({ email, password })).error, null);
    return [signed, data.user.id];
  };

  const good = ({ data, error }) => {
    assert.equal(error, null, error && JSON.stringify(error));
    return data;
  };

  const refused = ({ data, error }, statusCode, message) => {
    assert.equal(data, null);
    assert.equal(error?.message, message);
    assert.equal(String(error.statusCode), statusCode);
  };

  const rls = 'new row violates row-level security policy';

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    folder = await mkdtemp(join(tmpdir(), 'storage-'));
    service = client(server.run.service_role_key);
    nobody = client(server.run.anon_key);
    [ada, adaId] = await person('ada@example.org');
    [bob] = await person('bob@example.org');
    await query(server.run.database_url, schema);
  });

  after(async () => {
    await server?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  it('makes, shows, changes, empties and removes buckets', async () => {
    good(
      await service.storage.createBucket('notes', {
        public: false,
        fileSizeLimit: '1MB',
        allowedMimeTypes: ['text/*'],
      }),
    );
    const bucket = good(await service.storage.getBucket('notes'));
    assert.equal(bucket.file_size_limit, 1_000_000);
    assert.deepEqual(bucket.allowed_mime_types, ['text/*']);
    refused(await service.storage.createBucket('notes'), '409', 'The resource already exists');
    good(await service.storage.updateBucket('notes', { public: true }));
    assert.equal(good(await service.storage.getBucket('notes')).public, true);
    assert.ok(good(await service.storage.listBuckets({ search: 'note' })).some(({ id }) => id === 'notes'));
    good(await service.storage.from('notes').upload('a.txt', 'a', { contentType: 'text/plain' }));
    refused(await service.storage.deleteBucket('notes'), '409', 'The bucket you tried to delete is not empty');
    good(await service.storage.emptyBucket('notes'));
    good(await service.storage.deleteBucket('notes'));
    refused(await service.storage.getBucket('notes'), '404', 'Bucket not found');
    refused(await ada.storage.createBucket('hers'), '403', rls);
  });

  it('uploads texts, buffers, blobs, forms and streams, and downloads them again', async () => {
    const files = ada.storage.from('avatars');
    const path = join(folder, 'stream.bin');
    await writeFile(path, Buffer.alloc(300_000, 7));
    const form = new FormData();
    form.append('', new Blob(['a form'], { type: 'text/plain' }), 'form.txt');
    const bodies = {
      'text.txt': 'a text',
      'buffer.bin': Buffer.from('a buffer'),
      'blob.txt': new Blob(['a blob'], { type: 'text/plain' }),
      'form.txt': form,
      'stream.bin': createReadStream(path),
    };
    for (const [name, body] of Object.entries(bodies)) {
      const made = good(await files.upload(`${adaId}/kinds/${name}`, body));
      assert.equal(made.fullPath, `avatars/${adaId}/kinds/${name}`);
      assert.match(made.id, /^[0-9a-f-]{36}$/);
    }
    for (const [name, text] of [
      ['text.txt', 'a text'],
      ['buffer.bin', 'a buffer'],
      ['blob.txt', 'a blob'],
      ['form.txt', 'a form'],
    ]) {
      const blob = good(await files.download(`${adaId}/kinds/${name}`));
      assert.equal(await blob.text(), text);
    }
    assert.equal(good(await files.download(`${adaId}/kinds/stream.bin`)).size, 300_000);
    const stream = good(await files.download(`${adaId}/kinds/text.txt`).asStream());
    assert.equal(await new Response(stream).text(), 'a text');
  });

  it('keeps metadata, replaces by upsert and update, and tells what is there', async () => {
    const files = ada.storage.from('avatars');
    const path = `${adaId}/me.txt`;
    good(
      await files.upload(path, 'one', { metadata: { mood: 'blue' }, cacheControl: '60', contentType: 'text/plain' }),
    );
    refused(await files.upload(path, 'two'), '409', 'The resource already exists');
    const info = good(await files.info(path));
    assert.deepEqual(info.metadata, { mood: 'blue' });
    assert.equal(info.size, 3);
    assert.equal(info.cacheControl, 'max-age=60');
    good(await files.upload(path, 'two', { upsert: true }));
    good(await files.update(path, 'three'));
    assert.equal(await good(await files.download(path)).text(), 'three');
    assert.equal((await files.exists(path)).data, true);
    assert.equal((await files.exists(`${adaId}/none`)).data, false);
    assert.equal((await bob.storage.from('avatars').exists(path)).data, false);
  });

  it('keeps people apart', async () => {
    const path = `${adaId}/secret.txt`;
    good(await ada.storage.from('avatars').upload(path, 'mine'));
    const others = bob.storage.from('avatars');
    refused(await others.upload(`${adaId}/bob.txt`, 'x'), '403', rls);
    refused(await others.update(path, 'x'), '403', rls);
    refused(await others.info(path), '404', 'Object not found');
    refused(await others.move(path, `${adaId}/moved.txt`), '404', 'Object not found');
    refused(await others.copy(path, 'copy.txt'), '404', 'Object not found');
    refused(await others.createSignedUrl(path, 60), '404', 'Object not found');
    refused(await others.createSignedUploadUrl(`${adaId}/y`), '403', rls);
    assert.deepEqual(good(await others.remove([path])), []);
    assert.deepEqual(good(await others.list(adaId)), []);
    assert.notEqual((await others.download(path)).error, null);
    assert.notEqual((await nobody.storage.from('avatars').download(path)).error, null);
    assert.equal(await good(await ada.storage.from('avatars').download(path)).text(), 'mine');
  });

  it('lists folders and files, by level and by page', async () => {
    const files = ada.storage.from('avatars');
    for (const name of ['a.txt', 'b/1.txt', 'b/2.txt', 'c.txt'])
      good(await files.upload(`${adaId}/list/${name}`, name));
    const level = good(await files.list(`${adaId}/list`));
    assert.deepEqual(
      level.map(({ name }) => name),
      ['a.txt', 'b', 'c.txt'],
    );
    assert.equal(level[1].id, null);
    assert.equal(level[0].metadata.size, 5);
    const sorted = good(await files.list(`${adaId}/list`, { limit: 1, sortBy: { column: 'name', order: 'desc' } }));
    assert.deepEqual(
      sorted.map(({ name }) => name),
      ['c.txt'],
    );
    assert.deepEqual(
      good(await files.list(`${adaId}/list`, { search: 'a' })).map(({ name }) => name),
      ['a.txt'],
    );
    const names = [];
    let cursor;
    do {
      const page = good(await files.listV2({ prefix: `${adaId}/list/`, limit: 1, cursor }));
      names.push(...page.objects.map(({ name }) => name.split('/list/')[1]));
      cursor = page.hasNext ? page.nextCursor : undefined;
    } while (cursor);
    assert.deepEqual(names, ['a.txt', 'b/1.txt', 'b/2.txt', 'c.txt']);
  });

  it('moves, copies and removes', async () => {
    const files = ada.storage.from('avatars');
    good(await files.upload(`${adaId}/m/from.txt`, 'moving'));
    assert.equal(good(await files.move(`${adaId}/m/from.txt`, `${adaId}/m/to.txt`)).message, 'Successfully moved');
    assert.equal(
      good(await files.copy(`${adaId}/m/to.txt`, `${adaId}/m/copy.txt`)).path,
      `avatars/${adaId}/m/copy.txt`,
    );
    const gone = good(await files.remove([`${adaId}/m/to.txt`, `${adaId}/m/copy.txt`, `${adaId}/m/none.txt`]));
    assert.equal(gone.length, 2);
    refused(await files.info(`${adaId}/m/to.txt`), '404', 'Object not found');
  });

  it('signs addresses for reading and for writing', async () => {
    const files = ada.storage.from('avatars');
    const path = `${adaId}/signed files/a b.txt`;
    const { token, path: signedPath } = good(await files.createSignedUploadUrl(path));
    assert.equal(signedPath, path);
    good(
      await nobody.storage.from('avatars').uploadToSignedUrl(path, token, 'by a token', { contentType: 'text/plain' }),
    );
    refused(
      await nobody.storage.from('avatars').uploadToSignedUrl(path, token, 'again'),
      '409',
      'The resource already exists',
    );
    const { signedUrl } = good(await files.createSignedUrl(path, 60, { download: 'c d.txt' }));
    const answer = await fetch(signedUrl);
    assert.equal(await answer.text(), 'by a token');
    assert.equal(
      answer.headers.get('content-disposition'),
      "attachment; filename=c%20d.txt; filename*=UTF-8''c%20d.txt",
    );
    const many = good(await files.createSignedUrls([path, `${adaId}/none`], 60));
    assert.equal(await (await fetch(many[0].signedUrl)).text(), 'by a token');
    assert.equal(many[1].error, 'Either the object does not exist or you do not have access to it');
    const [made] = await query(server.run.database_url, `select owner_id from storage.objects where name = '${path}'`);
    assert.equal(made.owner_id, adaId);
  });

  it('shows public buckets to everybody, pictures in the size that is asked for', async () => {
    const posters = service.storage.from('posters');
    good(await posters.upload('dot.png', pixel, { contentType: 'image/png' }));
    const { publicUrl } = nobody.storage.from('posters').getPublicUrl('dot.png').data;
    const whole = await fetch(publicUrl);
    assert.equal(whole.headers.get('content-type'), 'image/png');
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), pixel);
    const small = nobody.storage
      .from('posters')
      .getPublicUrl('dot.png', { transform: { width: 10, height: 20, quality: 60 } });
    const picture = await fetch(small.data.publicUrl, { headers: { accept: 'image/webp' } });
    assert.equal(picture.status, 200);
    assert.equal(picture.headers.get('x-transformations'), 'height:20,width:10,resizing_type:fill,quality:60');
    const { signedUrl } = good(
      await nobody.storage.from('posters').createSignedUrl('dot.png', 60, { transform: { width: 5 } }),
    );
    assert.equal((await fetch(signedUrl)).status, 200);
    const part = await fetch(publicUrl, { headers: { range: 'bytes=1-3' } });
    assert.equal(part.status, 206);
    assert.equal(await part.text(), 'PNG');
  });

  it('keeps buckets of its own within their limits', async () => {
    good(await service.storage.createBucket('narrow', { fileSizeLimit: 4, allowedMimeTypes: ['image/png'] }));
    const narrow = service.storage.from('narrow');
    refused(
      await narrow.upload('a.png', '12345', { contentType: 'image/png' }),
      '413',
      'The object exceeded the maximum allowed size',
    );
    refused(
      await narrow.upload('a.png', new Blob(['12345'], { type: 'image/png' })),
      '413',
      'The object exceeded the maximum allowed size',
    );
    refused(
      await narrow.upload('a.txt', '1', { contentType: 'text/plain' }),
      '415',
      'mime type text/plain is not supported',
    );
    refused(await narrow.upload('é.png', '1', { contentType: 'image/png' }), '400', 'Invalid key: é.png');
  });
});
