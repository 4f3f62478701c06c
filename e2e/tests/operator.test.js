import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { demoImage, demoText } from '../support/api.js';
import { query } from '../support/database.js';
import { deleteFolder, freePort, newFolder } from '../support/places.js';
import { launch, stopLimitMs, TestServer } from '../support/server.js';

/** What whoever runs the server relies on: the run file, the refusals at start, the limits, the end. */
describe('the operator', () => {
  /** @type {TestServer} */
  let server;
  /** The first person, once there is one. */
  let first;

  before(async () => {
    server = await TestServer.startNew();
  });
  after(() => server?.close());

  it('finds address, process, keys, database and set-up code in a file nobody else can read', () => {
    const { run } = server;
    assert.equal(run.url, server.url);
    assert.equal(run.pid, server.pid);
    assert.match(run.database_url, /^postgres(ql)?:\/\/[^:]+:[^@]+@127\.0\.0\.1:\d+\//);
    assert.ok(run.anon_key);
    assert.ok(run.service_role_key);
    assert.match(run.publishable_key, /^sb_publishable_/);
    assert.match(run.secret_key, /^sb_secret_/);
    assert.ok(run.setup_code);
    assert.equal(statSync(server.runFile).mode & 0o777, 0o600);
  });

  it('reads one address with the set-up code in the output', () => {
    const address = `${server.url}/setup?code=${server.run.setup_code}`;
    assert.equal(server.output.split(address).length - 1, 1, server.output);
  });

  it('asks the database what was promised: durable, loopback, passwords', async () => {
    const setting = async (name) => (await query(server.run.database_url, `show ${name}`))[0][name];
    assert.equal(await setting('fsync'), 'on');
    assert.equal(await setting('synchronous_commit'), 'on');
    assert.equal(await setting('full_page_writes'), 'on');
    assert.equal(await setting('wal_level'), 'logical');
    assert.equal(await setting('listen_addresses'), '127.0.0.1');
    const wrong = server.run.database_url.replace(/:\/\/([^:]+):[^@]+@/, '://$1:wrong@');
    await assert.rejects(query(wrong, 'select 1'), /password authentication failed/);
  });

  it('is told when a second server is started on the same folder, or on a busy port', async () => {
    const same = launch(server.folder, await freePort());
    const { code } = await same.exit;
    assert.notEqual(code, 0);
    assert.match(same.output, /already|in use|another/i);
    assert.doesNotMatch(same.output, /\n\tat /, 'no stack trace');

    const folder = newFolder('busy');
    try {
      const busy = launch(folder, server.port);
      assert.notEqual((await busy.exit).code, 0);
      assert.match(busy.output, new RegExp(`${server.port}`));
      assert.doesNotMatch(busy.output, /\n\tat /, 'no stack trace');
    } finally {
      deleteFolder(folder);
    }
    assert.equal((await server.api().get('/healthz')).status, 200, 'the first one was not disturbed');
  });

  it('is told all wrong settings at once', async () => {
    const folder = newFolder('wrong');
    try {
      const wrong = launch(folder, await freePort(), { ATELIER_LIMITS: 'perhaps', ATELIER_MASTER_KEY: 'short' });
      assert.notEqual((await wrong.exit).code, 0);
      assert.match(wrong.output, /ATELIER_LIMITS/);
      assert.match(wrong.output, /ATELIER_MASTER_KEY/);
    } finally {
      deleteFolder(folder);
    }
  });

  it('lets the first person in with the code and nobody without it, once', async () => {
    const api = server.api();
    const person = { email: 'first@example.org', password: 'a long enough sentence' };
    assert.equal((await api.get('/api/session')).data.setup_required, true);
    (await api.post('/api/auth/setup', { code: 'guessed', ...person })).refused(403, 'identity.setup_code_invalid');
    const faulty = await api.post('/api/auth/setup', { code: server.run.setup_code, email: 'nobody', password: 'x' });
    faulty.is(422);
    assert.deepEqual(faulty.faults, ['/email', '/password']);
    (await api.post('/api/auth/signup', person)).refused(403, 'identity.signup_disabled');

    const done = await api.post('/api/auth/setup', { code: server.run.setup_code, ...person });
    done.is(201);
    assert.equal(done.data.user.is_admin, true);
    (await api.post('/api/auth/setup', { code: 'again', ...person })).refused(409, 'identity.setup_done');
    first = await api.signIn(person.email, person.password);
    assert.equal((await api.get('/api/session')).data.setup_required, false);
  });

  it('sees who asks too often: by address before the sign-in, by person after', async () => {
    const api = server.api();
    const person = first;
    const other = await person.newPerson('unhurried');

    // Twenty a minute, of which one comes back every three seconds: a machine that is slow gets those too.
    const begun = Date.now();
    const answers = [];
    for (let i = 0; answers.at(-1)?.status !== 429 && i < 60; i++) {
      answers.push(await person.post('/api/generate', demoText(`hurry ${i}`, { parameters: { length: 'short' } })));
    }
    const accepted = answers.filter(({ status }) => status === 202).length;
    const back = Math.ceil((Date.now() - begun) / 3_000);
    assert.ok(accepted >= 20 && accepted <= 20 + back, `twenty generations a minute, not ${accepted}`);
    const late = answers.at(-1);
    late.is(429);
    assert.match(late.json.code, /^limits?\./);
    assert.ok(Number(late.headers.get('retry-after')) > 0);
    assert.equal((await person.get('/api/generations?limit=100')).data.generations.length, accepted);
    assert.equal((await other.post('/api/generate', demoText('my turn'))).status, 202, 'only the hurried one waits');

    const tries = [];
    for (let i = 0; i < 40 && tries.at(-1)?.status !== 429; i++) {
      tries.push(await api.post('/api/auth/signin', { email: 'first@example.org', password: `guess ${i}` }));
    }
    assert.equal(tries[0].status, 400);
    assert.equal(tries[0].json.code, 'identity.invalid_credentials');
    assert.equal(tries.at(-1).status, 429);
    assert.ok(Number(tries.at(-1).headers.get('retry-after')) > 0);
  });

  it('reads metrics and health', async () => {
    const api = server.api();
    assert.deepEqual((await api.get('/healthz')).json, { status: 'ok' });
    const ready = (await api.get('/readyz')).is(200).json;
    assert.ok(
      ready.checks.some(({ name }) => name === 'database'),
      JSON.stringify(ready),
    );
    const metrics = (await api.get('/metrics')).is(200).text;
    assert.match(metrics, /^# HELP /m);
    assert.match(metrics, /http\w*_seconds/);
  });

  it('sends strict headers with page and answer', async () => {
    const page = await fetch(server.url, { headers: { accept: 'text/html' } });
    assert.equal(page.status, 200);
    const policy = page.headers.get('content-security-policy');
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.doesNotMatch(policy, /unsafe-eval|script-src[^;]*unsafe-inline/);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.match(page.headers.get('x-frame-options') ?? policy, /DENY|frame-ancestors 'none'/);
    assert.doesNotMatch(await page.text(), /<script(?![^>]*\bsrc=)[^>]*>[^<]/, 'no inline script');
    const answer = await server.api().get('/api/session');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('stops it with SIGTERM in time and in order, and finds everything again', async () => {
    const before = await query(server.run.database_url, 'select count(*)::int as count from public.generations');
    const began = Date.now();
    const { code } = await server.stop();
    assert.equal(code, 0, server.output.slice(-2_000));
    assert.ok(Date.now() - began < stopLimitMs);
    assert.ok(!existsSync(server.runFile), 'the run file is gone with the server');

    await server.start();

    const after = await query(server.run.database_url, 'select count(*)::int as count from public.generations');
    assert.deepEqual(after, before);
    assert.equal(server.run.setup_code ?? null, null, 'no set-up code where a person exists');
    assert.equal((await first.get('/api/session')).data.user.email, 'first@example.org', 'still signed in');
  });
});

describe('the operator of a server that is killed', () => {
  it('finds every run that was accepted, ended once, after the next start', async () => {
    const server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    try {
      const { owner } = server;
      const accepted = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          owner.generate(i % 2 ? demoImage(`in flight ${i}`) : demoText(`in flight ${i}`)),
        ),
      );

      await server.kill();
      await server.start();

      const ended = await Promise.all(accepted.map(({ id }) => owner.ended(id, 120_000)));
      assert.deepEqual([...new Set(ended.map(({ status }) => status))], ['completed']);
      const { generations } = (await owner.get('/api/generations?limit=100')).data;
      assert.equal(generations.length, accepted.length);
      for (const { result } of ended) assert.ok(result.outputs?.length === 1 || result.content.length > 0);
      const [{ sum }] = await query(
        server.run.database_url,
        'select coalesce(sum(cost_micros), 0)::int as sum from public.generations',
      );
      assert.equal(sum, 0);
    } finally {
      await server.close();
    }
  });
});
