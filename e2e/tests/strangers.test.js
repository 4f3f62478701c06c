import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { demoImage } from '../support/api.js';
import { freePort } from '../support/places.js';
import { TestServer } from '../support/server.js';

/** Everything of a person that has an id, and words that must not reach anybody else. */
async function belongings(person, closedPort) {
  const word = `belongs-to-${person.email.split('@')[0]}`;
  const project = (await person.post('/api/projects', { name: word, description: word, budget_cents: 100 })).is(
    201,
  ).data;
  const generation = await person.made(demoImage(word, { project_id: project.id }));
  const bytes = Buffer.from(await (await fetch(person.address + generation.result.outputs[0].url)).arrayBuffer());
  const upload = await person.upload(bytes, 'image/png', `${word}.png`);
  const providerKey = (
    await person.post('/api/api-keys', {
      provider: 'openai',
      key_name: word,
      api_key: 'sk-nobody-checks-this-one',
      base_url: `http://127.0.0.1:${closedPort}/v1`,
    })
  ).is(201).data;
  const accessKey = (await person.post('/api/access-keys', { name: word })).is(201).data;
  return { word, project, generation, upload, providerKey, accessKey, asset: generation.result.outputs[0] };
}

/** Every route of the contract that takes an id, with an id of somebody else in it. */
function routesInto({ project, generation, upload, providerKey, accessKey }) {
  const at = `/api/generations/${generation.id}`;
  return [
    ['GET', at],
    ['PATCH', at, { title: 'mine now' }],
    ['POST', `${at}/cancel`],
    ['POST', `${at}/retry`],
    ['DELETE', at],
    ['POST', `${at}/restore`],
    ['DELETE', `${at}?permanent=true`],
    ['GET', `${at}/ledger`],
    ['DELETE', `/api/uploads/${upload.id}`],
    ['GET', `/api/projects/${project.id}`],
    ['PUT', `/api/projects/${project.id}`, { name: 'mine now' }],
    ['DELETE', `/api/projects/${project.id}`],
    ['PUT', `/api/api-keys/${providerKey.id}`, { key_name: 'mine now' }],
    ['DELETE', `/api/api-keys/${providerKey.id}`],
    ['POST', '/api/api-keys/test', { id: providerKey.id }],
    ['DELETE', `/api/access-keys/${accessKey.id}`],
    ['POST', '/api/generate', demoImage('with a project of another', { project_id: project.id })],
    ['POST', '/api/generate', demoImage('with a picture of another', { reference_asset_ids: [upload.id] })],
    [
      'POST',
      '/api/generate',
      demoImage('with a result of another', { reference_asset_ids: [generation.result.outputs[0].id] }),
    ],
    ['POST', '/api/estimate-cost', demoImage('priced in a project of another', { project_id: project.id })],
    [
      'POST',
      '/functions/v1/generate-content',
      { provider: 'demo', model: 'demo-image', type: 'image', prompt: 'x', project_id: project.id },
    ],
  ];
}

/** Every route that lists something of the caller, with filters that name things of somebody else. */
function listsNaming({ project, generation, word }) {
  return [
    '/api/session',
    '/api/generations?limit=100',
    '/api/generations?limit=100&trash=true',
    `/api/generations?project_id=${project.id}`,
    `/api/generations?q=${word}`,
    `/api/generations?cursor=${generation.id}`,
    `/api/generations/stats?project_id=${project.id}`,
    '/api/generations/stats',
    '/api/uploads',
    '/api/projects',
    '/api/projects?archived=true',
    '/api/api-keys',
    '/api/access-keys',
    '/api/account/sessions',
    '/api/usage?days=all',
    `/api/usage?days=all&project_id=${project.id}`,
    '/api/credits/statement',
    '/api/models',
    '/api/providers',
    '/v1/models',
  ];
}

const adminRoutes = (other) => [
  ['GET', '/api/admin/users'],
  ['POST', '/api/admin/users', { email: 'new@example.org', password: 'long enough, this', is_admin: true }],
  ['POST', '/api/admin/credits', { user_id: other.user.id, amount_micros: 1_000_000, reason: 'because' }],
  ['GET', '/api/admin/provider-keys'],
  ['PUT', '/api/admin/provider-keys/openai', { api_key: 'sk-taken-over' }],
  ['DELETE', '/api/admin/provider-keys/openai'],
  ['GET', '/api/admin/audit'],
  ['GET', '/api/admin/settings'],
  ['PUT', '/api/admin/settings', { signup_enabled: true }],
  ['GET', '/api/admin/exposure'],
  ['GET', '/api/admin/messages'],
  ['PUT', `/api/admin/users/${other.user.id}`, { is_admin: true }],
  ['DELETE', `/api/admin/users/${other.user.id}`],
  ['GET', '/api/admin/signing-keys'],
  ['POST', '/api/admin/signing-keys'],
  ['DELETE', '/api/admin/signing-keys/any'],
  ['GET', '/api/project-keys'],
];

describe('two people', () => {
  /** @type {TestServer} */
  let server;
  let people;
  let owner;

  before(async () => {
    const closedPort = await freePort();
    server = await TestServer.startOwned({
      ATELIER_LIMITS: 'off',
      ATELIER_OUTBOUND_ALLOW: `127.0.0.1:${closedPort}`,
    });
    owner = server.owner;
    people = [];
    for (const name of ['anna', 'bruno']) {
      const person = await owner.newPerson(name);
      person.address = server.url;
      person.things = await belongings(person, closedPort);
      people.push(person);
    }
  });
  after(() => server?.close());

  const pairs = () => [
    [people[0], people[1]],
    [people[1], people[0]],
    // An admin keeps the house; what people make in it is not theirs.
    [owner, people[0]],
  ];

  /** What stands in a row, as its owner sees it. */
  const state = async (person) => {
    const { project, generation } = person.things;
    const paths = [
      `/api/projects/${project.id}`,
      `/api/generations/${generation.id}`,
      '/api/api-keys',
      '/api/access-keys',
      '/api/uploads',
    ];
    const rows = await Promise.all(paths.map(async (path) => (await person.get(path)).is(200).data));
    return JSON.parse(
      JSON.stringify(rows, (name, value) => (/last_used_at|last_checked_at/.test(name) ? undefined : value)),
    );
  };

  it('meet 404 on every id of the other, learn nothing and change nothing', async () => {
    for (const [stranger, victim] of pairs()) {
      const before = await state(victim);
      for (const [method, path, body] of routesInto(victim.things)) {
        const answer = await stranger.send(method, path, body);
        assert.ok([403, 404, 422].includes(answer.status), `${method} ${path} gave ${answer.status}: ${answer.text}`);
        assert.ok(!answer.text.includes(victim.things.word), `${method} ${path} tells: ${answer.text}`);
        if (answer.status === 422) assert.ok(answer.faults.length > 0, answer.text);
      }
      assert.deepEqual(await state(victim), before);
    }
  });

  it('get the same answer for an id of the other as for one that nobody has', async () => {
    const nobody = '01900000-0000-7000-8000-000000000000';
    const [stranger, victim] = people;
    for (const [method, path, body] of routesInto(victim.things)) {
      if (!path.includes(victim.things.generation.id) && !path.includes(victim.things.project.id)) continue;
      const missing = path.replace(victim.things.generation.id, nobody).replace(victim.things.project.id, nobody);
      const [one, other] = [await stranger.send(method, path, body), await stranger.send(method, missing, body)];
      assert.equal(one.status, other.status, path);
      assert.equal(one.json.code, other.json.code, path);
      assert.equal(one.json.detail, other.json.detail, path);
    }
  });

  it('see in no list a word of the other', async () => {
    for (const [stranger, victim] of pairs()) {
      for (const path of listsNaming(victim.things)) {
        const answer = await stranger.get(path);
        assert.ok(!answer.text.includes(victim.things.word), `${path} tells: ${answer.text}`);
        assert.ok(!answer.text.includes(victim.things.asset.url), path);
        for (const thing of ['upload', 'providerKey', 'accessKey']) {
          assert.ok(!answer.text.includes(victim.things[thing].id), `${path} tells the id of ${thing}`);
        }
      }
    }
  });

  it('hear no live event of the other', async () => {
    const [listener, speaker] = people;
    const stop = new AbortController();
    const stream = await fetch(`${server.url}/api/events`, {
      headers: { authorization: `Bearer ${listener.token}`, accept: 'text/event-stream' },
      signal: stop.signal,
    });
    const foreign = await speaker.made(demoImage('not for your ears'));
    const own = await listener.made(demoImage('for your ears'));
    let heard = '';
    for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
      heard += chunk;
      if (heard.includes(own.id) && heard.includes('"completed"')) break;
    }
    stop.abort();
    assert.ok(!heard.includes(foreign.id));
    assert.ok(!heard.includes('not for your ears'));
  });

  it('are refused by every administrative route', async () => {
    for (const [person, other] of [people, [...people].reverse()]) {
      for (const [method, path, body] of adminRoutes(other)) {
        (await person.send(method, path, body)).refused(403, 'http.admin_required');
      }
    }
    assert.equal((await people[0].get('/api/session')).data.user.credits_micros, 0);
  });

  it('are let in nowhere without a sign-in', async () => {
    const nobody = server.api();
    const [person] = people;
    const lists = listsNaming(person.things)
      .filter((path) => path !== '/api/session')
      .map((path) => ['GET', path]);
    for (const [method, path, body] of [...routesInto(person.things), ...adminRoutes(person), ...lists]) {
      const answer = await nobody.send(method, path, body);
      assert.equal(answer.status, 401, `${method} ${path} gave ${answer.status}: ${answer.text}`);
      assert.ok(!answer.text.includes(person.things.word), path);
    }
  });

  it('cannot guess an address of a file, and a deleted one is gone', async () => {
    const [person] = people;
    const { result, id } = await person.made(demoImage('soon gone'));
    const [asset] = result.outputs;
    const addresses = [asset.url, asset.thumbnail_url, asset.preview_url];
    for (const address of addresses) assert.equal((await fetch(server.url + address)).status, 200, address);
    for (const guess of [asset.id, id, `${asset.url.split('/').at(-1).slice(0, -1)}x`, '..%2f..%2frun.json']) {
      assert.ok([400, 404].includes((await fetch(`${server.url}/media/${guess}`)).status), guess);
    }

    (await person.delete(`/api/generations/${id}?permanent=true`)).is(204);

    for (const address of addresses) assert.equal((await fetch(server.url + address)).status, 404, address);
  });
});
