import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { demoImage } from '../support/api.js';
import { TestServer } from '../support/server.js';

/** What programs send wrong: each refusal in the shape of the contract, and nothing is left behind. */
describe('programs with bad input', () => {
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
