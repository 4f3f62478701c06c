import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Fake } from './provider.js';
import { until } from './until.js';

/** @returns what a promise is refused with; that it is not is a failure */
export const refusal = (promise) =>
  promise.then(
    () => assert.fail('must be refused'),
    (failure) => failure,
  );

export const collect = async (stream) => {
  const all = [];
  for await (const one of stream) all.push(one);
  return all;
};

/** Takes the messages a fake sends: `received` holds `{headers, body}`. */
export const listener = async () => {
  const received = [];
  const server = createServer(async (request, answer) => {
    received.push({ headers: request.headers, body: (await collect(request)).join('') });
    answer.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { received, url: `http://127.0.0.1:${server.address().port}/told`, close: () => server.close() };
};

export const isPng = (bytes) => assert.equal(Buffer.from(bytes).subarray(1, 4).toString(), 'PNG');
export const isMp4 = (bytes) => assert.equal(Buffer.from(bytes).subarray(4, 8).toString(), 'ftyp');

/** How something is bought of each fake: path, headers with the key, body. */
const orders = {
  'gemini.FakeGemini': (prompt, key) => [
    '/v1beta/models/gemini-3.8-flash:generateContent',
    { 'x-goog-api-key': key },
    { contents: [{ role: 'user', parts: [{ text: prompt }] }] },
  ],
  'openai.FakeOpenAi': (prompt, key) => [
    '/v1/images/generations',
    { authorization: `Bearer ${key}` },
    { model: 'gpt-image-2', prompt },
  ],
  'fal.FakeFal': (prompt, key) => ['/queue/fal-ai/flux/dev', { authorization: `Key ${key}` }, { prompt }],
  'anthropic.FakeAnthropic': (prompt, key) => [
    '/v1/messages',
    { 'x-api-key': key, 'anthropic-version': '2026-10-21' },
    { model: 'claude-opus-5-5', max_tokens: 9, messages: [{ role: 'user', content: prompt }] },
  ],
  'elevenlabs.FakeElevenLabs': (prompt, key) => ['/v1/text-to-speech/v1', { 'xi-api-key': key }, { text: prompt }],
  'replicate.FakeReplicate': (prompt, key) => [
    '/v1/models/fake/pictures/predictions',
    { authorization: `Bearer ${key}` },
    { input: { prompt } },
  ],
  'openrouter.FakeOpenRouter': (prompt, key) => [
    '/api/v1/videos',
    { authorization: `Bearer ${key}` },
    { model: 'fake/clip', prompt },
  ],
  'runware.FakeRunware': (prompt, key) => [
    '/v1',
    { authorization: `Bearer ${key}` },
    [{ taskType: 'imageInference', taskUUID: randomUUID(), model: 'bfl:5@1', positivePrompt: prompt }],
  ],
  'lovable.FakeLovable': (prompt, key) => [
    '/v1/images/generations',
    { 'lovable-api-key': key },
    { model: 'openai/gpt-image-2', prompt },
  ],
  'kie.FakeKie': (prompt, key) => [
    '/api/v1/jobs/createTask',
    { authorization: `Bearer ${key}` },
    { model: 'nano-banana-2', input: { prompt } },
  ],
  'ollama.FakeOllama': (prompt, key) => [
    '/api/chat',
    { authorization: `Bearer ${key}` },
    { model: 'llama', stream: false, messages: [{ role: 'user', content: prompt }] },
  ],
  'comfyui.FakeComfyUi': (prompt, key) => [
    '/prompt',
    { authorization: `Bearer ${key}` },
    { prompt: { 6: { class_type: 'CLIPTextEncode', inputs: { text: prompt } } } },
  ],
  'automatic1111.FakeAutomatic1111': (prompt, key) => [
    '/sdapi/v1/txt2img',
    { authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` },
    { prompt },
  ],
};

const refusals = [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529];

/** The status a fake says a refusal with, where it is not the one of its name. */
const ownStatus = {
  'gemini.FakeGemini': { 401: 400 },
  'kie.FakeKie': Object.fromEntries(refusals.filter((status) => status < 502).map((status) => [status, 200])),
};

/** What is the same for all fakes: the words by which faults are asked for, and what is bought then. */
const meetsFaults = (name, box) => {
  const buy = (prompt, key = 'a-good-key') => {
    const [path, headers, body] = orders[name](prompt, key);
    return fetch(`${box.fake.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  };
  const sold = async () => (await box.fake.purchases()).length;
  const expected = (status) => ownStatus[name]?.[status] ?? status;

  it('refuses by every word before anything is sold', async () => {
    for (const status of refusals) assert.equal((await buy(`fake:${status}`)).status, expected(status));
    for (const word of ['quota', 'moderated']) assert.ok((await buy(`fake:${word}`)).status < 500);
    assert.equal((await buy('x', 'fake-429.me')).status, expected(429));
    assert.equal((await buy('x', 'sk-wrong')).status, expected(401));
    assert.equal(await sold(), 0);
    assert.equal((await buy('fake:once-503')).status, 503);
    assert.equal((await buy('fake:once-503')).status < 300, true);
    assert.equal(await sold(), 1);
  });

  it('sells and spoils the answer by every word', async () => {
    for (const word of ['ambiguous', 'cut-headers']) await refusal(buy(`fake:${word}`).then((answer) => answer.text()));
    await refusal(buy('fake:cut-body').then((answer) => answer.text()));
    await refusal(buy('fake:garbage').then((answer) => answer.json()));
    assert.match((await buy('fake:wrong-type')).headers.get('content-type'), /^text\/html/);
    const large = await buy('fake:too-large');
    assert.ok(Number(large.headers.get('content-length')) > 2 ** 28);
    await large.body.cancel();
    assert.equal(await sold(), 6);
  });

  it('holds an answer until it is released', async () => {
    const answer = buy('fake:slow');
    await until('an answer is held', async () => (await box.fake.held()) === 1, 5_000);
    assert.equal(await sold(), 1);
    await box.fake.release();
    assert.ok((await answer).ok);
  });
};

export const withFake = (name, tests) => {
  const box = {};
  describe(name, () => {
    before(async () => {
      box.fake = await Fake.start(name);
    });
    beforeEach(() => box.fake.reset());
    after(() => box.fake?.close());
    meetsFaults(name, box);
    tests(box);
  });
};
