import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { demoAudio, demoImage, demoText } from '../support/api.js';
import { TestServer } from '../support/server.js';
import { until } from '../support/until.js';

/** The studio API and the functions, as programs call them: plain HTTP with an access key. */
describe('programs', () => {
  /** @type {TestServer} */
  let server;
  let owner;
  /** Signed in by an access key, as programs are. */
  let program;

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    owner = server.owner;
    program = server.api().as(await owner.accessKey());
  });
  after(() => server?.close());

  const countOf = async (api) => (await api.get('/api/generations?limit=100')).data.generations.length;

  describe('a run', () => {
    it('answers 202 with a pending row, then carries it to a picture that costs nothing', async () => {
      const answer = await program.post('/api/generate', demoImage('a red kite over dunes'));
      answer.is(202);
      assert.equal(answer.json.success, true);
      assert.equal(answer.data.status, 'pending');
      assert.match(answer.data.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);

      const done = await program.ended(answer.data.id);

      assert.equal(done.status, 'completed');
      assert.equal(done.cost_micros, 0);
      assert.equal(done.cost_cents, 0);
      assert.equal(done.key_source, 'free');
      const [asset] = done.result.outputs;
      assert.equal(asset.kind, 'image');
      const file = await fetch(server.url + asset.url);
      assert.equal(file.status, 200);
      assert.equal(file.headers.get('content-type'), asset.mime_type);
      assert.equal((await file.arrayBuffer()).byteLength, asset.size_bytes);
    });

    it('gives pictures in small: a thumbnail and a preview in WebP', async () => {
      const { result } = await program.made(demoImage('a thumbnail', { parameters: { aspect_ratio: '16:9' } }));
      const [asset] = result.outputs;
      for (const url of [asset.thumbnail_url, asset.preview_url]) {
        const file = await fetch(server.url + url);
        assert.equal(file.status, 200);
        assert.equal(file.headers.get('content-type'), 'image/webp');
      }
    });

    it('serves a part of a file, and nothing again when the file is known', async () => {
      const { result } = await program.made(demoAudio('a single bell', { parameters: { duration_seconds: 2 } }));
      const [asset] = result.outputs;
      const part = await fetch(server.url + asset.url, { headers: { range: 'bytes=0-3' } });
      assert.equal(part.status, 206);
      assert.equal(part.headers.get('content-range'), `bytes 0-3/${asset.size_bytes}`);
      assert.equal(await part.text(), 'RIFF');
      const known = await fetch(server.url + asset.url, { headers: { 'if-none-match': part.headers.get('etag') } });
      assert.equal(known.status, 304);
    });

    it('gives text in the row itself', async () => {
      const { result } = await program.made(demoText('a note on fog', { parameters: { length: 'short' } }));
      assert.ok(result.content.length > 20, result.content);
      assert.deepEqual(result.outputs, []);
    });

    it('makes the same picture of the same prompt and seed', async () => {
      const wanted = demoImage('a heron at dusk', { parameters: { seed: 7 } });
      const [one, two] = await Promise.all([program.made(wanted), program.made(wanted)]);
      const bytes = await Promise.all(
        [one, two].map(async (run) => {
          const [asset] = run.result.outputs;
          return Buffer.from(await (await fetch(server.url + asset.preview_url)).arrayBuffer());
        }),
      );
      assert.ok(bytes[0].equals(bytes[1]));
    });

    it('is one run however often the same idempotency key is sent', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const request = demoImage('sent twice');

      const rows = await Promise.all([1, 2, 3].map(() => program.generate(request, headers)));
      const later = await program.generate(request, headers);

      assert.equal(new Set([...rows, later].map(({ id }) => id)).size, 1);
      (await program.post('/api/generate', demoImage('another body'), headers)).refused(422, 'idempotency.key_reused');
    });

    it('is listed newest first, page by page, without a gap or a double', async () => {
      const person = await owner.newPerson('lister');
      const ids = [];
      for (const prompt of ['one', 'two', 'three', 'four', 'five']) {
        ids.unshift((await person.made(demoText(prompt, { parameters: { length: 'short' } }))).id);
      }
      const seen = [];
      let cursor = '';
      do {
        const { data } = await person.get(`/api/generations?limit=2${cursor && `&cursor=${cursor}`}`);
        seen.push(...data.generations.map(({ id }) => id));
        cursor = data.next_cursor;
      } while (cursor);
      assert.deepEqual(seen, ids);
    });

    it('goes to the trash and back, and for ever with its files', async () => {
      const run = await program.made(demoImage('thrown away'));
      const listed = async (query) =>
        (await program.get(`/api/generations?${query}`)).data.generations.some(({ id }) => id === run.id);

      (await program.delete(`/api/generations/${run.id}`)).is(200);
      assert.deepEqual([await listed('limit=100'), await listed('trash=true')], [false, true]);

      (await program.post(`/api/generations/${run.id}/restore`)).is(200);
      assert.deepEqual([await listed('limit=100'), await listed('trash=true')], [true, false]);

      (await program.delete(`/api/generations/${run.id}?permanent=true`)).is(204);
      (await program.get(`/api/generations/${run.id}`)).refused(404, 'generation.not_found');
      const [asset] = run.result.outputs;
      for (const url of [asset.url, asset.thumbnail_url, asset.preview_url]) {
        assert.equal((await fetch(server.url + url)).status, 404, url);
      }
    });

    it('is counted in usage and statistics', async () => {
      const person = await owner.newPerson('counted');
      await person.made(demoText('one', { parameters: { length: 'short' } }));
      await person.made(demoImage('two'));
      const usage = (await person.get('/api/usage?days=7')).is(200).data;
      assert.equal(usage.total.count, 2);
      assert.equal(usage.total.cost_micros, 0);
      assert.deepEqual(usage.by_type.map(({ type }) => type).sort(), ['image', 'text']);
      const stats = (await person.get('/api/generations/stats')).is(200).data;
      assert.equal(stats.total, 2);
      assert.equal(stats.completed, 2);
    });

    it('takes its colours from a reference picture that was uploaded', async () => {
      const { result } = await program.made(demoImage('a stormy sea', { parameters: { seed: 1 } }));
      const bytes = Buffer.from(await (await fetch(server.url + result.outputs[0].url)).arrayBuffer());
      const reference = await program.upload(bytes);
      assert.equal(reference.generation_id, null);

      const guided = await program.made(
        demoImage('a quiet room', { parameters: { seed: 1 }, reference_asset_ids: [reference.id] }),
      );
      const alone = await program.made(demoImage('a quiet room', { parameters: { seed: 1 } }));

      assert.notEqual(guided.result.outputs[0].size_bytes, alone.result.outputs[0].size_bytes);
      (await program.delete(`/api/uploads/${reference.id}`)).is(204);
      assert.equal((await fetch(server.url + reference.url)).status, 404);
    });
  });

  describe('functions', () => {
    it('generate-content answers 202 with the id of the same kind of row', async () => {
      const answer = await program.post('/functions/v1/generate-content', {
        provider: 'demo',
        model: 'demo-image',
        type: 'image',
        prompt: 'a function at work',
      });
      answer.is(202);
      assert.equal(answer.json.status, 'pending');
      const run = await program.ended(answer.json.generation_id);
      assert.equal(run.status, 'completed');
      assert.equal(run.prompt, 'a function at work');
    });

    it('generate-content-sync waits and gives the outputs', async () => {
      const answer = await program.post('/functions/v1/generate-content-sync', {
        model: 'demo/demo-image',
        type: 'image',
        prompt: 'waited for',
      });
      answer.is(200);
      assert.equal(answer.json.status, 'completed');
      const [output] = answer.json.outputs;
      assert.match(output.mime_type, /^image\//);
      assert.equal((await fetch(new URL(output.url, server.url))).status, 200);
      assert.equal(Number(answer.json.cost), 0);
    });

    it('generate-content-sync gives text as text', async () => {
      const answer = await program.post('/functions/v1/generate-content-sync', {
        provider: 'demo',
        model: 'demo-text',
        type: 'text',
        prompt: 'three lines on rain',
      });
      answer.is(200);
      assert.ok(answer.json.text.length > 20);
    });

    it('refuse in their own envelope, without a row', async () => {
      const before = await countOf(program);
      const wrong = await program.post('/functions/v1/generate-content', {
        model: 'no-such-model',
        type: 'image',
        prompt: 'x',
      });
      wrong.is(404);
      assert.ok(wrong.json.error);
      assert.equal(wrong.json.code, 'catalog.model_unknown');
      const nobody = await server
        .api()
        .post('/functions/v1/generate-content', { model: 'demo-text', type: 'text', prompt: 'x' });
      nobody.is(401);
      assert.equal(nobody.json.code, 'AUTHENTICATION_ERROR');
      assert.equal(await countOf(program), before);
    });
  });

  describe('access keys', () => {
    it('act as their person until they are revoked', async () => {
      const key = await owner.accessKey('short life');
      const mine = server.api().as(key);
      (await mine.get('/api/projects')).is(200);
      const listed = (await owner.get('/api/access-keys')).data.access_keys.find(({ name }) => name === 'short life');
      assert.equal(listed.last4, key.slice(-4));
      assert.ok(!JSON.stringify(listed).includes(key));
      (await owner.delete(`/api/access-keys/${listed.id}`)).is(204);
      (await mine.get('/api/projects')).refused(401, 'identity.access_key_invalid');
    });
  });

  it('tells every change of the own rows, live', async () => {
    const stop = new AbortController();
    const stream = await fetch(`${server.url}/api/events`, {
      headers: { authorization: `Bearer ${program.token}`, accept: 'text/event-stream' },
      signal: stop.signal,
    });
    assert.equal(stream.status, 200);
    let heard = '';
    const listening = (async () => {
      for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) heard += chunk;
    })().catch(() => {});

    const { id } = await program.generate(demoImage('seen live'));

    await until('the end of the run is told', () => {
      const states = events(heard)
        .filter(({ event, data }) => event === 'generation' && data.id === id)
        .map(({ data }) => data.status);
      if (states.includes('completed')) return true;
      throw new Error(`heard ${states} in ${heard.slice(0, 2_000)}`);
    });
    for (const { event, id: lsn } of events(heard)) {
      if (event === 'generation') assert.match(lsn, /^[0-9A-F]+(\/[0-9A-F]+)?$/i);
    }
    stop.abort();
    await listening;
  });

  /** What they send wrong: each refusal in the shape of the contract, and nothing is left behind. */
  describe('with bad input', () => {
    /** Sends, expects the refusal, and proves that it left no row behind. */
    const refusedWithoutRow = async (request, status, code, headers) => {
      const before = await countOf(program);
      const answer = await program.post('/api/generate', request, headers);
      answer.refused(status, code);
      assert.equal(await countOf(program), before, 'no row');
      return answer;
    };

    it('names every wrong field at once', async () => {
      const answer = await refusedWithoutRow(
        demoImage('', {
          generation_type: 'smell',
          parameters: { detail: 99, aspect_ratio: '5:1', seed: 'seven', colour: 1 },
        }),
        422,
        'generation.invalid',
      );
      assert.deepEqual(
        answer.faults,
        [
          '/generation_type',
          '/parameters/aspect_ratio',
          '/parameters/colour',
          '/parameters/detail',
          '/parameters/seed',
          '/prompt',
        ],
        answer.text,
      );
      for (const fault of answer.json.errors) {
        assert.ok(fault.code, answer.text);
        assert.match(fault.detail, /\.$/, 'a sentence');
      }
    });

    it('names every wrong field of a project, a key, a person and a grant', async () => {
      const cases = [
        [
          '/api/projects',
          { name: '', description: 'x'.repeat(100_000), budget_cents: -1 },
          ['/budget_cents', '/description', '/name'],
        ],
        ['/api/api-keys', { provider: 'nobody', key_name: '', api_key: '' }, ['/api_key', '/key_name', '/provider']],
        ['/api/admin/users', { email: 'no address', password: 'x' }, ['/email', '/password']],
        [
          '/api/admin/credits',
          { user_id: 'me', amount_micros: -5, reason: '' },
          ['/amount_micros', '/reason', '/user_id'],
        ],
        ['/api/access-keys', { name: '', expires_in_days: 0 }, ['/expires_in_days', '/name']],
      ];
      for (const [path, body, pointers] of cases) {
        const answer = await owner.post(path, body);
        answer.is(422);
        assert.deepEqual(answer.faults, pointers, `${path} ${answer.text}`);
      }
    });

    it('says where JSON is broken, and refuses fields it does not know', async () => {
      const broken = await program.post('/api/generate', '{"prompt": ');
      broken.is(400);
      assert.match(broken.json.code, /^http\./);
      const unknown = await program.post('/api/projects', { name: 'right', colour: 'red' });
      assert.equal(unknown.status, 422, unknown.text);
      assert.deepEqual(unknown.faults, ['/colour']);
    });

    it('an unknown model has its own code', async () => {
      await refusedWithoutRow(demoImage('x', { model: 'demo-smell' }), 404, 'catalog.model_unknown');
    });

    it('a missing provider key has its own code', async () => {
      await refusedWithoutRow(
        { provider: 'openai', model: 'gpt-image-2', generation_type: 'image', prompt: 'x' },
        409,
        'generation.missing_key',
      );
    });

    it('moderation has its own code', async () => {
      await refusedWithoutRow(demoImage('how to build explosives at home'), 422, 'generation.moderated');
    });

    it('a foreign or missing project has its own code', async () => {
      await refusedWithoutRow(demoImage('x', { project_id: randomUUID() }), 404, 'projects.not_found');
    });

    it('a body that is too large is 413', async () => {
      const answer = await program.post('/api/generate', demoImage('x'.repeat(3_000_000)));
      answer.is(413);
      assert.match(answer.json.code, /^http\./);
      assert.ok(answer.headers.get('x-request-id'));
    });

    it('an upload that is no picture is 415, one that is broken 422', async () => {
      const send = (bytes, type) => {
        const form = new FormData();
        form.set('file', new Blob([bytes], { type }), 'file');
        return program.post('/api/uploads', form);
      };
      (await send('<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml')).refused(415, 'media.type_unsupported');
      (await send('MZ, surely a picture', 'image/png')).refused(415, 'media.type_unsupported');
      const header = Buffer.from('89504e470d0a1a0a0000000d4948445200000010000000100802000000', 'hex');
      (await send(Buffer.concat([header, Buffer.alloc(64, 1)]), 'image/png')).refused(422, 'media.undecodable');
    });

    it('an unknown route, a wrong method and a missing sign-in are told apart', async () => {
      (await program.get('/api/nothing-here')).is(404);
      (await program.delete('/api/generate')).is(405);
      const nobody = await server.api().get('/api/generations');
      nobody.is(401);
      assert.ok(nobody.json.code);
      (await server.api().as('atl_not_a_key').get('/api/generations')).refused(401, 'identity.access_key_invalid');
    });

    it('an unsafe request by cookie from another site is refused', async () => {
      const signIn = await server.api().post('/api/auth/signin', { email: owner.email, password: owner.password });
      const cookie = signIn.headers.get('set-cookie').split(';')[0];
      assert.match(signIn.headers.get('set-cookie'), /atelier_session=.*HttpOnly.*SameSite=Lax/i);
      const create = (origin) =>
        server.api().post('/api/projects', { name: 'by cookie' }, { cookie, ...(origin ? { origin } : {}) });
      (await create('https://evil.example')).is(403);
      (await create(undefined)).is(403);
      (await create(server.url)).is(201);
    });
  });
});

/** The whole events of a stream so far. */
function events(text) {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => {
      const fields = [...block.matchAll(/^(id|event|data): ?(.*)$/gm)].map(([, name, value]) => [name, value]);
      const { id, event, data = '{}' } = Object.fromEntries(fields);
      return { id, event, data: JSON.parse(data) };
    })
    .filter(({ event }) => event !== undefined);
}
