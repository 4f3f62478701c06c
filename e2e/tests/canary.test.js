import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { demoText } from '../support/api.js';
import { allRows } from '../support/database.js';
import { filesContaining } from '../support/files.js';
import { freePort } from '../support/places.js';
import { FakeProvider } from '../support/provider.js';
import { TestServer } from '../support/server.js';

const mark = () => randomBytes(12).toString('hex');

/** Secrets that can be recognised wherever they turn up. */
const secrets = {
  ownerPassword: `owner ${mark()} canary`,
  password: `person ${mark()} canary`,
  providerKey: `sk-canary-${mark()}`,
  rejectedKey: `sk-wrong-${mark()}`,
  serverKey: `sk-server-${mark()}`,
  header: `header-${mark()}`,
};
const prompt = `a prompt with ${mark()} in it`;

describe('a secret', () => {
  /** @type {TestServer} */
  let server;
  /** @type {FakeProvider} */
  let provider;
  /** Every answer, as text. */
  const answers = [];
  let accessKey;

  /** Like the person, but what comes back is kept. */
  const listening = (api) =>
    new Proxy(api, {
      get: (target, name) =>
        ['get', 'post', 'put', 'patch', 'delete'].includes(name)
          ? async (...args) => {
              const answer = await target[name](...args);
              answers.push(`${answer.request}\n${JSON.stringify([...answer.headers])}\n${answer.text}`);
              return answer;
            }
          : target[name],
    });

  before(async () => {
    provider = await FakeProvider.start();
    const closed = await freePort();
    server = await TestServer.start({
      ATELIER_LIMITS: 'off',
      ATELIER_OWNER_EMAIL: 'owner@example.org',
      ATELIER_OWNER_PASSWORD: secrets.ownerPassword,
      ATELIER_OUTBOUND_ALLOW: `${provider.hostPort},127.0.0.1:${closed}`,
    });
    await use(closed);
  });
  after(async () => {
    await server?.close();
    await provider?.close();
  });

  /** Every way in which a secret is sent, good and bad. */
  async function use(closed) {
    const owner = listening(await server.api().signIn('owner@example.org', secrets.ownerPassword));
    const email = 'canary@example.org';
    await owner.post('/api/admin/users', { email, password: secrets.password });
    const person = listening(await server.api().signIn(email, secrets.password));
    await person.post('/api/auth/signin', { email, password: `${secrets.password} wrong` });
    await person.post('/api/auth/signin', `{"email": "${email}", "password": "${secrets.password}"`);
    await person.post('/api/auth/signup', { email, password: secrets.password });
    await person.get(`/api/session?password=${encodeURIComponent(secrets.password)}`);

    const key = (api_key, key_name, base_url = provider.baseUrl, more = {}) =>
      person.post('/api/api-keys', { provider: 'openai', key_name, api_key, base_url, ...more });
    const stored = (
      await key(secrets.providerKey, 'Main', provider.baseUrl, { headers: { 'X-Tenant': secrets.header } })
    ).is(201);
    (await key(secrets.rejectedKey, 'Rejected')).is(422);
    (await key(secrets.providerKey, 'Asleep', `http://127.0.0.1:${closed}/v1`)).is(201);
    (await key(secrets.providerKey, 'Metadata', 'http://169.254.169.254/v1')).is(422);
    await person.post('/api/api-keys', `{"api_key": "${secrets.providerKey}", `);
    await person.post('/api/api-keys/test', {
      provider: 'openai',
      api_key: secrets.rejectedKey,
      base_url: provider.baseUrl,
    });
    await person.put(`/api/api-keys/${stored.data.id}`, { api_key: secrets.providerKey });
    await owner.put('/api/admin/provider-keys/openai', { api_key: secrets.serverKey, base_url: provider.baseUrl });

    accessKey = await person.accessKey('canary');
    const program = listening(server.api().as(accessKey));
    const picture = { provider: 'openai', model: 'gpt-image-2', generation_type: 'image', prompt };
    await person.ended((await program.generate(picture)).id);
    await person.ended((await program.generate({ ...picture, prompt: `${prompt} fake:500` })).id, 60_000);
    await person.ended((await program.generate({ ...picture, prompt: `${prompt} fake:401` })).id, 60_000);
    await person.ended((await program.generate(demoText(prompt))).id);

    for (const path of [
      '/api/session',
      '/api/api-keys',
      '/api/access-keys',
      '/api/providers',
      '/api/providers/openai/models?refresh=true',
      '/api/models',
      '/api/generations?limit=100',
      '/api/usage?days=all',
      '/api/credits/statement',
      '/api/health',
      '/metrics',
      '/readyz',
    ]) {
      await person.get(path);
    }
    for (const path of ['users', 'provider-keys', 'audit', 'settings', 'exposure'])
      await owner.get(`/api/admin/${path}`);
    // What is written down only at the end must have its chance.
    await server.stop();
    await server.start();
  }

  const everySecret = () => [...Object.entries(secrets), ['accessKey', accessKey]];

  it('reached the provider: the search below looks for something that was there', async () => {
    const ends = (await provider.purchases()).map(({ key }) => key);
    assert.ok(ends.includes(secrets.providerKey.slice(-4)), 'the key was used');
    assert.ok(answers.length > 30);
  });

  it('is in no line of the log, and neither is a prompt', () => {
    for (const [name, secret] of everySecret()) assert.ok(!server.output.includes(secret), name);
    assert.ok(!server.output.includes(prompt), 'prompt');
  });

  it('is in no answer, save an access key in the one that made it', () => {
    for (const [name, secret] of everySecret()) {
      const telling = answers.filter((answer) => answer.includes(secret)).map((answer) => answer.split('\n')[0]);
      assert.deepEqual(telling, name === 'accessKey' ? ['POST /api/access-keys'] : [], name);
    }
  });

  it('is in no row of no table, not even in hexadecimal or Base64', async () => {
    const tables = await allRows(server.run.database_url);
    assert.ok(
      [...tables.values()].flat().some((row) => row.includes(prompt)),
      'the dump has the rows',
    );
    for (const [name, secret] of everySecret()) {
      const bytes = Buffer.from(secret);
      const forms = [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=*$/, '').slice(0, -1)];
      for (const [table, rows] of tables) {
        assert.ok(!rows.some((row) => forms.some((form) => row.includes(form))), `${name} in ${table}`);
      }
    }
  });

  it('is in no file of the data folder', () => {
    const texts = everySecret().map(([, secret]) => secret);
    assert.deepEqual(filesContaining(server.folder, texts), []);
  });
});
