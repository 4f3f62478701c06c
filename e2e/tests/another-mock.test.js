import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import OpenAI from 'openai';
import { query } from '../support/database.js';
import { cleanEnvironment, deleteFolder, freePort, newFolder } from '../support/places.js';
import { Child } from '../support/processes.js';
import { TestServer } from '../support/server.js';
import { Hopeless, until } from '../support/until.js';

const text = 'The moon pulls at the sea, and the sea comes and goes twice a day, a little later each time.';
const models = {
  openai: 'openai/gpt-5.4-mini',
  anthropic: 'anthropic/claude-haiku-5-5',
  google: 'google/gemini-3.8-flash',
  openrouter: 'openrouter/anthropic/claude-sonnet-5.5',
};
/** What a person may be told of a provider that misbehaves; 500 would be a fault of ours. */
const told = [429, 502, 503, 504];

/** The providers as somebody else understands them: a mock that we did not write, well-behaved and misbehaving. */
describe('providers played by a mock that is not ours', () => {
  let mock;
  let folder;
  let mockUrl;
  /** @type {TestServer} */
  let server;
  let person;
  /** @type {OpenAI} */
  let client;

  const chat = (model, more = {}) =>
    client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Tell me of the tides' }], ...more });

  /** @param {Record<string, number>} rates between 0 and 1; none for a calm provider */
  async function chaos(rates) {
    const answer = await fetch(`${mockUrl}/__aimock/chaos`, {
      method: rates ? 'POST' : 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: rates && JSON.stringify(rates),
    });
    assert.ok(answer.ok, `${answer.status} ${await answer.text()}`);
  }

  before(async () => {
    folder = newFolder('mock');
    const fixtures = join(folder, 'fixtures.json');
    writeFileSync(
      fixtures,
      JSON.stringify({
        fixtures: [{ match: { userMessage: 'tides' }, response: { content: text } }],
      }),
    );
    const port = await freePort();
    const command = join(dirname(createRequire(import.meta.url).resolve('@copilotkit/aimock')), 'cli.js');
    mock = new Child({
      command: process.execPath,
      args: [command, '-p', String(port), '-f', fixtures, '--log-level', 'warn'],
      env: cleanEnvironment({}),
    });
    mockUrl = `http://127.0.0.1:${port}`;
    await until(
      'the mock is ready',
      () => {
        if (!mock.alive) throw new Hopeless(`the mock ended: ${mock.output}`);
        return fetch(`${mockUrl}/v1/models`).then(
          ({ ok }) => ok,
          () => false,
        );
      },
      20_000,
    );
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_OUTBOUND_ALLOW: `127.0.0.1:${port}` });
    person = await server.owner.newPerson('tide');
    client = new OpenAI({ apiKey: await person.accessKey(), baseURL: `${server.url}/v1`, maxRetries: 0 });
    for (const [provider, api_key, base_url] of [
      ['openai', 'sk-good-for-the-mock', `${mockUrl}/v1`],
      ['anthropic', 'sk-ant-good-for-the-mock', `${mockUrl}/v1`],
      ['google', 'AIza-good-for-the-mock', `${mockUrl}/v1beta`],
      ['openrouter', 'sk-or-good-for-the-mock', `${mockUrl}/api/v1`],
    ]) {
      const made = await person.post('/api/api-keys', { provider, key_name: 'Mock', api_key, base_url });
      assert.equal(made.status, 201, `${provider}: ${JSON.stringify(made.body)}`);
    }
  });
  after(async () => {
    await server?.close();
    await mock?.end('SIGTERM', 5_000);
    if (folder) deleteFolder(folder);
  });

  for (const [provider, model] of Object.entries(models)) {
    it(`chats with ${provider}, in one piece and word by word`, async () => {
      const whole = await chat(model);
      assert.equal(whole.choices[0].message.content, text);
      assert.equal(whole.choices[0].finish_reason, 'stop');
      let streamed = '';
      let chunks = 0;
      for await (const chunk of await chat(model, { stream: true })) {
        streamed += chunk.choices[0]?.delta.content ?? '';
        chunks += chunk.choices.length;
      }
      assert.equal(streamed, text);
      assert.ok(chunks > 3, `${chunks} pieces`);
    });
  }

  for (const stream of [false, true]) {
    it(`comes through a provider that fails at random, ${stream ? 'word by word' : 'in one piece'}`, async () => {
      const rowsBefore = await rows();
      await chaos({ dropRate: 0.2, malformedRate: 0.2, disconnectRate: 0.2, rateLimitRate: 0.2 });
      const ends = [];
      try {
        await Promise.all(
          Array.from({ length: 8 }, async (_, lane) => {
            for (let turn = 0; turn < 6; turn++) {
              ends.push(await end(Object.values(models)[(lane + turn) % 4], stream));
            }
          }),
        );
      } finally {
        await chaos(null);
      }
      assert.equal(ends.length, 48);
      const refused = ends.filter((each) => typeof each === 'number');
      assert.deepEqual(
        refused.filter((status) => !told.includes(status)),
        [],
      );
      const good = ends.filter((each) => each === text).length;
      assert.equal(good + refused.length, ends.length, 'what was delivered is whole');
      assert.ok(good > 0 && good < 48, `${good} answers`);
      // Every question is a row that has ended, delivered where somebody got the text, and no money is held.
      const after = await until('all have ended', async () => {
        const now = await rows();
        return now.open === 0 && now.held === 0 && now;
      });
      assert.equal(after.all - rowsBefore.all, 48);
      assert.ok(after.completed - rowsBefore.completed >= good);
    });
  }

  async function rows() {
    const [counts] = await query(
      server.run.database_url,
      `select (select count(*)::int from public.generations) as all,
              (select count(*)::int from public.generations where status = 'completed') as completed,
              (select count(*)::int from atelier.generation_runs where state = 'open') as open,
              (select coalesce(sum(held_micros), 0)::int from atelier.budget_usage) as held`,
    );
    return counts;
  }

  /** @returns {Promise<string | number>} the text, or the status of the refusal */
  async function end(model, stream) {
    try {
      if (!stream) return (await chat(model)).choices[0].message.content;
      let all = '';
      for await (const chunk of await chat(model, { stream: true })) all += chunk.choices[0]?.delta.content ?? '';
      return all;
    } catch (failure) {
      if (!(failure instanceof OpenAI.APIError)) throw failure;
      assert.ok(failure.error?.message ?? failure.message, 'says why');
      return failure.status ?? 502;
    }
  }
});
