import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { once } from 'node:events';
import { createHash, createHmac, createPublicKey, randomUUID, verify } from 'node:crypto';
import { createServer } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { ElevenLabsClient, ElevenLabsError } from '@elevenlabs/elevenlabs-js';
import { ApiError as FalError, createFalClient, ValidationError } from '@fal-ai/client';
import { ApiError, GoogleGenAI } from '@google/genai';
import { OpenRouter } from '@openrouter/sdk';
import { Ollama } from 'ollama';
import OpenAI, { toFile } from 'openai';
import { RunwareServer } from '@runware/sdk-js';
import Replicate, { validateWebhook } from 'replicate';
import { WebSocketServer } from 'ws';
import { Fake } from '../support/provider.js';
import { until } from '../support/until.js';

/**
 * The fakes of providers, met by each provider's own client: what it understands is spoken well.
 */
const refusal = (promise) =>
  promise.then(
    () => assert.fail('must be refused'),
    (failure) => failure,
  );

const collect = async (stream) => {
  const all = [];
  for await (const one of stream) all.push(one);
  return all;
};

/** Takes the messages a fake sends: `received` holds `{headers, body}`. */
const listener = async () => {
  const received = [];
  const server = createServer(async (request, answer) => {
    received.push({ headers: request.headers, body: (await collect(request)).join('') });
    answer.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { received, url: `http://127.0.0.1:${server.address().port}/told`, close: () => server.close() };
};

const isPng = (bytes) => assert.equal(Buffer.from(bytes).subarray(1, 4).toString(), 'PNG');
const isMp4 = (bytes) => assert.equal(Buffer.from(bytes).subarray(4, 8).toString(), 'ftyp');

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

const withFake = (name, tests) => {
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

withFake('gemini.FakeGemini', (box) => {
  const ai = (apiKey = 'a-good-key') =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl: box.fake.url, timeout: 20_000 } });
  const model = 'gemini-3.8-flash';

  it('lists the models page by page', async () => {
    const names = (await collect(await ai().models.list())).map(({ name }) => name);
    assert.ok(names.includes('models/gemini-omni-1.2-flash'), names.join());
    assert.equal(new Set(names).size, 9);
  });

  it('chats, in one piece and word by word, with what was used', async () => {
    const whole = await ai().models.generateContent({ model, contents: 'Tell me of 100 % of the tides' });
    assert.match(whole.text, /100 % of the tides/);
    assert.equal(whole.candidates[0].finishReason, 'STOP');
    assert.ok(whole.usageMetadata.candidatesTokenCount > 3);
    const chunks = await collect(await ai().models.generateContentStream({ model, contents: 'Tides' }));
    assert.ok(chunks.length > 3);
    assert.match(chunks.map(({ text }) => text ?? '').join(''), /^This is req_\S+ about Tides$/);
    assert.equal(chunks.at(-1).candidates[0].finishReason, 'STOP');
    assert.equal((await box.fake.purchases()).length, 2);
  });

  it('calls tools and answers in JSON', async () => {
    const tools = [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema: { type: 'object' } }] }];
    const called = await ai().models.generateContent({ model, contents: 'fake:tools', config: { tools } });
    assert.deepEqual(called.functionCalls[0].args, { city: 'Bern' });
    assert.equal(called.functionCalls[0].name, 'get_weather');
    const config = { responseMimeType: 'application/json' };
    const json = await ai().models.generateContent({ model, contents: 'as data', config });
    assert.match(JSON.parse(json.text).answer, /as data/);
  });

  it('draws from words and from a picture, and keeps its draft apart', async () => {
    const answer = await ai().models.generateContent({
      model: 'gemini-nano-banana-2.1',
      contents: [{ text: 'a boat fake:thought' }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }],
      config: { responseModalities: ['TEXT', 'IMAGE'] },
    });
    const pictures = answer.candidates[0].content.parts.filter(({ inlineData }) => inlineData);
    assert.deepEqual(
      pictures.map(({ thought }) => !!thought),
      [true, false],
    );
    isPng(Buffer.from(pictures[1].inlineData.data, 'base64'));
  });

  it('blocks input and output with 200', async () => {
    const input = await ai().models.generateContent({ model, contents: 'fake:moderated' });
    assert.equal(input.promptFeedback.blockReason, 'PROHIBITED_CONTENT');
    const output = await ai().models.generateContent({
      model: 'gemini-3-pro-image',
      contents: 'fake:moderated-output',
    });
    assert.equal(output.candidates[0].finishReason, 'IMAGE_SAFETY');
    assert.equal((await box.fake.purchases()).length, 1);
  });

  it('embeds', async () => {
    const answer = await ai().models.embedContent({
      model: 'gemini-embedding-001',
      contents: ['one', 'two'],
      config: { outputDimensionality: 8 },
    });
    assert.deepEqual(
      answer.embeddings.map(({ values }) => values.length),
      [8, 8],
    );
  });

  it('refuses with status and details', async () => {
    for (const [word, status, said] of [
      ['429', 429, /RetryInfo.*2s/s],
      ['quota', 429, /PerDay/],
      ['503', 503, /UNAVAILABLE/],
      ['404', 404, /NOT_FOUND/],
    ]) {
      const failure = await refusal(ai().models.generateContent({ model, contents: `fake:${word}` }));
      assert.ok(failure instanceof ApiError, String(failure));
      assert.equal(failure.status, status);
      assert.match(failure.message, said);
    }
    const wrongKey = await refusal(ai('sk-wrong').models.generateContent({ model, contents: 'x' }));
    assert.equal(wrongKey.status, 400);
    assert.match(wrongKey.message, /API_KEY_INVALID/);
    assert.equal((await box.fake.purchases()).length, 0);
  });

  const film = (more) => ({
    model: 'gemini-omni-1.2-flash',
    input: [{ type: 'text', text: 'a slow dolly in' }],
    response_format: { type: 'video', duration: '8s', resolution: '720p', delivery: 'uri' },
    background: true,
    ...more,
  });

  it('films in the background, seen queued, running, completed; the file wants the key', async () => {
    let job = await ai().interactions.create(film());
    const seen = [job.status];
    for (let look = 0; look < 3; look++) seen.push((job = await ai().interactions.get(job.id)).status);
    assert.deepEqual(seen, ['queued', 'queued', 'in_progress', 'completed']);
    const [{ uri, mime_type }] = job.steps[0].content;
    assert.equal(mime_type, 'video/mp4');
    assert.equal(job.usage.total_output_tokens, 46336);
    assert.equal((await fetch(uri)).status, 400);
    const file = await fetch(uri, { headers: { 'x-goog-api-key': 'a-good-key' } });
    isMp4(await file.arrayBuffer());
    assert.equal((await box.fake.purchases()).length, 1);
  });

  it('stops a film, and forgets it', async () => {
    const job = await ai().interactions.create(film());
    assert.equal((await ai().interactions.cancel(job.id)).status, 'cancelled');
    await ai().interactions.delete(job.id);
    assert.equal((await refusal(ai().interactions.get(job.id))).statusCode, 404);
  });

  it('answers at once and as a stream of events', async () => {
    const now = await ai().interactions.create({ model, input: 'Hello.' });
    assert.equal(now.status, 'completed');
    assert.match(now.output_text, /about Hello/);
    const events = await collect(await ai().interactions.create({ model, input: 'Hello.', stream: true }));
    const types = events.map(({ event_type }) => event_type);
    assert.equal(types[0], 'interaction.created');
    assert.equal(types.at(-1), 'interaction.completed');
    assert.ok(types.filter((type) => type === 'step.delta').length > 3);
  });
});

withFake('openai.FakeOpenAi', (box) => {
  const client = (apiKey = 'sk-good') => new OpenAI({ apiKey, baseURL: `${box.fake.url}/v1`, maxRetries: 0 });

  it('lists the models', async () => {
    assert.deepEqual(
      (await collect(client().models.list())).map(({ id }) => id),
      ['fake-chat', 'fake-image', 'gone'],
    );
  });

  it('chats, streams and calls tools', async () => {
    const messages = [{ role: 'user', content: 'Tides' }];
    const whole = await client().chat.completions.create({ model: 'm', messages });
    assert.match(whole.choices[0].message.content, /about Tides/);
    const chunks = await collect(
      await client().chat.completions.create({
        model: 'm',
        messages,
        stream: true,
        stream_options: { include_usage: true },
      }),
    );
    assert.equal(chunks.at(-1).usage.prompt_tokens, 100);
    const tool = await client().chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content: 'fake:tools' }],
      tools: [{ type: 'function', function: { name: 'get_weather', parameters: {} } }],
    });
    assert.equal(tool.choices[0].finish_reason, 'tool_calls');
    assert.equal(tool.choices[0].message.tool_calls[0].function.name, 'get_weather');
  });

  it('draws, edits by a form with a mask, and streams drafts', async () => {
    const drawn = await client().images.generate({ model: 'gpt-image-2', prompt: 'a boat', n: 2 });
    assert.equal(drawn.data.length, 2);
    const png = await toFile(Buffer.from(drawn.data[0].b64_json, 'base64'), 'boat.png', { type: 'image/png' });
    const edited = await client().images.edit({ model: 'gpt-image-2', image: [png, png], mask: png, prompt: 'red' });
    isPng(Buffer.from(edited.data[0].b64_json, 'base64'));
    const events = await collect(
      await client().images.generate({ model: 'gpt-image-2', prompt: 'x', stream: true, partial_images: 2 }),
    );
    assert.deepEqual(
      events.map(({ type }) => type),
      ['image_generation.partial_image', 'image_generation.partial_image', 'image_generation.completed'],
    );
    assert.deepEqual(
      (await box.fake.purchases()).map(({ prompt, pictures }) => [prompt, pictures]),
      [
        ['a boat', 2],
        ['red', 1],
        ['x', 1],
      ],
    );
  });

  it('responds at once, as events, with tools and with a picture', async () => {
    const whole = await client().responses.create({ model: 'm', input: 'Tides' });
    assert.match(whole.output_text, /about Tides/);
    const events = await collect(
      await client().responses.create({ model: 'm', input: [{ role: 'user', content: 'Tides' }], stream: true }),
    );
    assert.equal(events.at(-1).type, 'response.completed');
    assert.ok(events.at(-1).response.usage.total_tokens > 100);
    const final = await client().responses.stream({ model: 'm', input: 'Tides' }).finalResponse();
    assert.match(final.output[0].content[0].text, /about Tides/);
    const called = await client().responses.create({
      model: 'm',
      input: 'fake:tools',
      tools: [{ type: 'function', name: 'get_weather', parameters: {}, strict: false }],
    });
    assert.equal(called.output[0].name, 'get_weather');
    const drawn = await client().responses.create({
      model: 'm',
      input: 'a boat',
      tools: [{ type: 'image_generation' }],
    });
    isPng(Buffer.from(drawn.output[0].result, 'base64'));
  });

  it('responds in the background, can be stopped, and tells the end with a signature', async () => {
    const ear = await listener();
    try {
      const ask = (input) =>
        client().responses.create({ model: 'm', input, background: true, metadata: { webhook: ear.url } });
      const stopped = await ask('Tides');
      assert.equal((await client().responses.cancel(stopped.id)).status, 'cancelled');
      const job = await ask('Waves');
      assert.equal((await client().responses.retrieve(job.id)).status, 'queued');
      await box.fake.finish();
      assert.equal((await client().responses.retrieve(job.id)).status, 'completed');
      const [{ headers, body }] = ear.received;
      const secret = 'whsec_ZmFrZS1zZWNyZXQtb2YtdGhlLXRlc3Rz';
      const told = await client().webhooks.unwrap(body, headers, secret);
      assert.equal(told.type, 'response.completed');
      assert.equal(told.data.id, job.id);
      for (const spoil of ['signature', 'old', 'body']) {
        await box.fake.webhook(job.id, spoil);
        const forged = ear.received.at(-1);
        await refusal(client().webhooks.unwrap(forged.body, forged.headers, secret));
      }
    } finally {
      ear.close();
    }
  });

  it('speaks, listens, embeds and judges', async () => {
    const speech = await client().audio.speech.create({ model: 'm', voice: 'coral', input: 'Hello.' });
    assert.equal(speech.headers.get('content-type'), 'audio/mpeg');
    const mp3 = Buffer.from(await speech.arrayBuffer());
    assert.equal(mp3.subarray(0, 3).toString(), 'ID3');
    const file = await toFile(mp3, 'speech.mp3');
    const heard = await client().audio.transcriptions.create({ model: 'm', file, prompt: 'Tides' });
    assert.match(heard.text, /about Tides/);
    const heardAsText = await client().audio.transcriptions.create({ model: 'm', file, response_format: 'text' });
    assert.match(heardAsText, /^This is/);
    const parts = await collect(await client().audio.transcriptions.create({ model: 'm', file, stream: true }));
    assert.equal(parts.at(-1).type, 'transcript.text.done');
    // The client asks for packed numbers by itself, and unpacks them.
    const packed = await client().embeddings.create({ model: 'm', input: ['one', 'two'], dimensions: 8 });
    const plain = await client().embeddings.create({
      model: 'm',
      input: 'two',
      dimensions: 8,
      encoding_format: 'float',
    });
    assert.equal(packed.data.length, 2);
    plain.data[0].embedding.forEach((value, at) => assert.ok(Math.abs(value - packed.data[1].embedding[at]) < 1e-6));
    const judged = await client().moderations.create({ input: ['a boat', 'much violence'] });
    assert.deepEqual(
      judged.results.map(({ flagged }) => flagged),
      [false, true],
    );
  });

  it('refuses with the error class the client has for it', async () => {
    const chat = (word) =>
      refusal(client().chat.completions.create({ model: 'm', messages: [{ role: 'user', content: `fake:${word}` }] }));
    for (const [word, kind, code] of [
      ['400', OpenAI.BadRequestError, 'invalid_value'],
      ['401', OpenAI.AuthenticationError, 'invalid_api_key'],
      ['403', OpenAI.PermissionDeniedError, 'permission_denied'],
      ['404', OpenAI.NotFoundError, 'model_not_found'],
      ['409', OpenAI.ConflictError, 'conflict'],
      ['422', OpenAI.UnprocessableEntityError, 'unprocessable_entity'],
      ['429', OpenAI.RateLimitError, 'rate_limit_exceeded'],
      ['quota', OpenAI.RateLimitError, 'insufficient_quota'],
      ['500', OpenAI.InternalServerError, 'server_error'],
      ['moderated', OpenAI.BadRequestError, 'moderation_blocked'],
    ]) {
      const failure = await chat(word);
      assert.ok(failure instanceof kind, `${word}: ${failure}`);
      assert.equal(failure.code, code);
    }
    assert.equal((await box.fake.purchases()).length, 0);
    for (const word of ['ambiguous', 'cut-headers', 'cut-body']) await chat(word);
    assert.equal((await box.fake.purchases()).length, 3);
  });
});

withFake('fal.FakeFal', (box) => {
  const prefixes = { 'queue.fal.run': 'queue', 'fal.run': 'run', 'rest.fal.ai': 'rest' };
  const client = (credentials = 'a-good-key') =>
    createFalClient({
      credentials,
      retry: { maxRetries: 0 },
      fetch: (address, init) => {
        const url = new URL(address);
        const prefix = prefixes[url.hostname];
        return fetch(prefix ? `${box.fake.url}/${prefix}${url.pathname}${url.search}` : url, init);
      },
    });
  const edit = 'fal-ai/nano-banana-2/edit';
  const input = { prompt: 'a boat', num_images: 2 };

  it('queues, tells the place, works, delivers; the file needs no key', async () => {
    const { request_id, status_url, queue_position } = await client().queue.submit(edit, { input });
    assert.equal(queue_position, 3);
    assert.ok(!status_url.includes('/edit/'));
    const seen = [];
    for (let look = 0; look < 3; look++) {
      const { status, logs } = await client().queue.status(edit, { requestId: request_id, logs: true });
      assert.equal(logs.length, 1);
      seen.push(status);
    }
    assert.deepEqual(seen, ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
    const { data } = await client().queue.result(edit, { requestId: request_id });
    assert.equal(data.images.length, 2);
    isPng(await (await fetch(data.images[1].url)).arrayBuffer());
    assert.equal((await box.fake.requests()).at(-1).keyed, false);
    assert.equal((await box.fake.purchases()).length, 1);
  });

  it('is followed to the end by the client, as a stream too', async () => {
    const polled = await client().subscribe('fal-ai/kling-video/v3/pro/text-to-video', {
      input: { prompt: 'waves', duration: '5' },
      pollInterval: 1,
    });
    isMp4(await (await fetch(polled.data.video.url)).arrayBuffer());
    const streamed = await client().subscribe(edit, { input, mode: 'streaming' });
    assert.equal(streamed.data.images.length, 2);
  });

  it('runs at once and says what is billed', async () => {
    const { data } = await client().run('fal-ai/flux/schnell', { input: { ...input, sync_mode: true } });
    assert.match(data.images[0].url, /^data:image\/png;base64,/);
    const { request_id } = await client().queue.submit(edit, { input });
    await box.fake.finish();
    const result = await fetch(`${box.fake.url}/queue/fal-ai/nano-banana-2/requests/${request_id}`, {
      headers: { authorization: 'Key a-good-key' },
    });
    assert.equal(result.headers.get('x-fal-billable-units'), '2.0');
  });

  it('cancels only what is not over', async () => {
    const { request_id } = await client().queue.submit(edit, { input });
    await client().queue.cancel(edit, { requestId: request_id });
    const late = await refusal(client().queue.cancel(edit, { requestId: request_id }));
    assert.equal(late.status, 400);
    assert.equal(late.body.status, 'ALREADY_COMPLETED');
  });

  it('takes files', async () => {
    const url = await client().storage.upload(new Blob(['hello'], { type: 'text/plain' }));
    assert.equal(await (await fetch(url)).text(), 'hello');
  });

  it('refuses at the door, and in the result of a job that is over', async () => {
    for (const [word, status] of [
      ['401', 401],
      ['quota', 403],
      ['404', 404],
      ['429', 429],
      ['503', 503],
    ]) {
      const failure = await refusal(client().run(edit, { input: { prompt: `fake:${word}` } }));
      assert.ok(failure instanceof FalError, String(failure));
      assert.equal(failure.status, status);
    }
    const failure = await refusal(
      client().subscribe(edit, { input: { prompt: 'fake:job-moderated' }, pollInterval: 1 }),
    );
    assert.ok(failure instanceof ValidationError);
    assert.equal(failure.fieldErrors[0].type, 'content_policy_violation');
    assert.equal((await box.fake.purchases()).length, 1);
  });

  it('tells the end with a signature that its own keys prove, and forges it when asked', async () => {
    const ear = await listener();
    try {
      const { request_id } = await client().queue.submit(edit, { input, webhookUrl: ear.url });
      await box.fake.finish();
      await box.fake.webhook(request_id, 'signature');
      await box.fake.webhook(request_id, 'body');
      const { keys } = await (await fetch(`${box.fake.url}/rest/.well-known/jwks.json`)).json();
      const proven = ear.received.map(({ headers, body }) => {
        const lines = [
          headers['x-fal-webhook-request-id'],
          headers['x-fal-webhook-user-id'],
          headers['x-fal-webhook-timestamp'],
          createHash('sha256').update(body).digest('hex'),
        ].join('\n');
        return keys.some(({ kty, crv, x }) =>
          verify(
            null,
            Buffer.from(lines),
            createPublicKey({ key: { kty, crv, x }, format: 'jwk' }),
            Buffer.from(headers['x-fal-webhook-signature'], 'hex'),
          ),
        );
      });
      assert.deepEqual(proven, [true, false, false]);
      const told = JSON.parse(ear.received[0].body);
      assert.equal(told.status, 'OK');
      assert.equal(told.payload.images.length, 2);
    } finally {
      ear.close();
    }
  });

  it('knows its prices', async () => {
    const answer = await fetch(`${box.fake.url}/platform/v1/models/pricing?endpoint_id=${edit}`, {
      headers: { authorization: 'Key a-good-key' },
    });
    assert.deepEqual((await answer.json()).prices, [
      { endpoint_id: edit, unit_price: 0.04, unit: 'images', currency: 'USD' },
    ]);
  });
});

withFake('anthropic.FakeAnthropic', (box) => {
  const client = (apiKey = 'a-good-key') => new Anthropic({ apiKey, baseURL: box.fake.url, maxRetries: 0 });
  const ask = (content, more) => ({
    model: 'claude-sonnet-5-5',
    max_tokens: 1000,
    messages: [{ role: 'user', content }],
    ...more,
  });

  it('lists the models page by page', async () => {
    const ids = (await collect(client().models.list())).map(({ id }) => id);
    assert.deepEqual(ids, ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-sonnet-4-5']);
  });

  it('answers, whole and as events, with thoughts and tools', async () => {
    const whole = await client().messages.create(ask('Tides fake:thought'));
    assert.deepEqual(
      whole.content.map(({ type }) => type),
      ['thinking', 'text'],
    );
    assert.match(whole.content[1].text, /about Tides/);
    assert.equal(whole.stop_reason, 'end_turn');
    const streamed = await client().messages.stream(ask('Tides')).finalMessage();
    assert.match(streamed.content[0].text, /about Tides/);
    assert.ok(streamed.usage.output_tokens > 3);
    const tools = [{ name: 'get_weather', input_schema: { type: 'object' } }];
    const called = await client().messages.stream(ask('fake:tools', { tools })).finalMessage();
    assert.deepEqual(called.content[0].input, { city: 'Bern' });
    assert.equal(called.stop_reason, 'tool_use');
    assert.equal((await box.fake.purchases()).length, 3);
  });

  it('refuses in an answer, and with the error class the client has for it', async () => {
    assert.equal((await client().messages.create(ask('fake:moderated'))).stop_reason, 'refusal');
    for (const [word, kind, type] of [
      ['400', Anthropic.BadRequestError, 'invalid_request_error'],
      ['401', Anthropic.AuthenticationError, 'authentication_error'],
      ['402', Anthropic.APIError, 'billing_error'],
      ['429', Anthropic.RateLimitError, 'rate_limit_error'],
      ['529', Anthropic.InternalServerError, 'overloaded_error'],
    ]) {
      const failure = await refusal(client().messages.create(ask(`fake:${word}`)));
      assert.ok(failure instanceof kind, String(failure));
      assert.equal(failure.error.error.type, type);
      assert.equal(failure.requestID, 'req_refused');
    }
    const money = await refusal(client().messages.create(ask('fake:quota')));
    assert.equal(money.error.error.details.error_code, 'enforced_spend_limit_reached');
    const cold = await refusal(client().messages.create(ask('x', { temperature: 1 })));
    assert.equal(cold.status, 400);
    const broken = await refusal(client().messages.stream(ask('fake:stream-error')).finalMessage());
    assert.match(broken.message, /overloaded_error/);
    await refusal(client().messages.stream(ask('fake:cut-stream')).finalMessage());
    assert.equal((await box.fake.purchases()).length, 2);
  });
});

withFake('elevenlabs.FakeElevenLabs', (box) => {
  const client = (apiKey = 'a-good-key') =>
    new ElevenLabsClient({ apiKey, baseUrl: box.fake.url, environment: box.fake.url, maxRetries: 0 });
  const bytes = async (stream) => Buffer.from(await new Response(stream).arrayBuffer());

  it('speaks, also as a stream and with times', async () => {
    const sound = await bytes(await client().textToSpeech.convert('v1', { text: 'Hello.', modelId: 'eleven_v4' }));
    assert.equal(sound.subarray(0, 3).toString(), 'ID3');
    const { rawResponse } = await client().textToSpeech.convert('v1', { text: 'Hello.' }).withRawResponse();
    assert.equal(rawResponse.headers.get('character-cost'), '6');
    const stream = await bytes(await client().textToSpeech.stream('v1', { text: 'Hello.', outputFormat: 'pcm_24000' }));
    assert.equal(stream.length, 12_000);
    const timed = await client().textToSpeech.convertWithTimestamps('v1', { text: 'Hello.' });
    assert.equal(timed.alignment.characters.join(''), 'Hello.');
    assert.ok((await bytes(await client().textToSoundEffects.convert({ text: 'rain' }))).length > 1000);
    assert.equal((await box.fake.purchases()).length, 5);
  });

  it('listens, and knows voices, models and the account', async () => {
    const heard = await client().speechToText.convert({ modelId: 'scribe_v2', file: new Blob(['sound']) });
    assert.match(heard.text, /^This is/);
    const first = await client().voices.search();
    assert.equal(first.voices[0].voiceId, 'v1');
    const second = await client().voices.search({ nextPageToken: first.nextPageToken });
    assert.equal(second.voices[0].voiceId, 'v2');
    assert.equal((await client().models.list())[0].modelId, 'eleven_v4');
    assert.equal((await client().user.subscription.get()).characterLimit, 100_000);
  });

  it('refuses with its own words', async () => {
    for (const [word, status, said] of [
      ['401', 401, 'invalid_api_key'],
      ['quota', 401, 'quota_exceeded'],
      ['429', 429, 'too_many_concurrent_requests'],
      ['503', 503, 'system_busy'],
    ]) {
      const failure = await refusal(client().textToSpeech.convert('v1', { text: `fake:${word}` }));
      assert.ok(failure instanceof ElevenLabsError, String(failure));
      assert.equal(failure.statusCode, status);
      assert.equal(failure.body.detail.status, said);
    }
    assert.equal((await refusal(client().textToSpeech.convert('v1', { text: '' }))).statusCode, 422);
    assert.equal((await box.fake.purchases()).length, 0);
  });
});

withFake('replicate.FakeReplicate', (box) => {
  const client = (auth = 'a-good-key') => new Replicate({ auth, baseUrl: `${box.fake.url}/v1`, useFileOutput: false });
  const input = { prompt: 'a boat', num_outputs: 2 };

  it('predicts: polled, waited for, in every form of output', async () => {
    const options = { input, wait: { mode: 'poll', interval: 1 } };
    const pictures = await client().run('fake/pictures', options);
    assert.equal(pictures.length, 2);
    isPng(await (await fetch(pictures[1])).arrayBuffer());
    assert.equal(typeof (await client().run('fake/single', options)), 'string');
    isMp4(await (await fetch(await client().run('fake/video', { input }))).arrayBuffer());
    const words = await client().run('fake/llm', { input });
    assert.match(words.join(''), /about a boat/);
    assert.equal((await box.fake.purchases()).length, 4);
  });

  it('is seen starting, processing, succeeded, and can be cancelled', async () => {
    const { id } = await client().predictions.create({ version: 'v1', input });
    const seen = [];
    for (let look = 0; look < 3; look++) seen.push((await client().predictions.get(id)).status);
    assert.deepEqual(seen, ['starting', 'processing', 'succeeded']);
    const other = await client().predictions.create({ model: 'fake/pictures', input });
    assert.equal((await client().predictions.cancel(other.id)).status, 'canceled');
  });

  it('tells the end with a signature, and takes files', async () => {
    const ear = await listener();
    try {
      const job = await client().predictions.create({
        model: 'fake/pictures',
        input,
        webhook: ear.url,
        webhook_events_filter: ['completed'],
      });
      await box.fake.finish();
      const { key } = await client().webhooks.default.secret.get();
      const good = async ({ headers, body }) =>
        validateWebhook({
          id: headers['webhook-id'],
          timestamp: headers['webhook-timestamp'],
          signature: headers['webhook-signature'],
          body,
          secret: key,
        });
      assert.equal(await good(ear.received[0]), true);
      assert.equal(JSON.parse(ear.received[0].body).status, 'succeeded');
      await box.fake.webhook(job.id, 'signature');
      assert.equal(await good(ear.received[1]), false);
    } finally {
      ear.close();
    }
    const file = await client().files.create(Buffer.from('hello'));
    assert.equal(await (await fetch(file.urls.get)).text(), 'hello');
  });

  it('refuses and fails in its own form', async () => {
    for (const [word, status] of [
      ['401', 401],
      ['quota', 402],
      ['moderated', 422],
      ['404', 404],
    ]) {
      const failure = await refusal(
        client().predictions.create({ model: 'fake/pictures', input: { prompt: `fake:${word}` } }),
      );
      assert.equal(failure.response?.status, status, String(failure));
    }
    const failure = await refusal(client().run('fake/pictures', { input: { prompt: 'fake:job-moderated' } }));
    assert.match(failure.message, /flagged as sensitive/);
  });
});

withFake('openrouter.FakeOpenRouter', (box) => {
  const client = (apiKey = 'a-good-key') =>
    new OpenRouter({ apiKey, serverURL: `${box.fake.url}/api/v1`, retryConfig: { strategy: 'none' } });
  const ask = (content, more) => ({
    chatRequest: { model: 'openai/gpt-6-luna', messages: [{ role: 'user', content }], ...more },
  });

  it('lists models, pictures, clips, and what is left', async () => {
    const pages = await collect(await client().models.list());
    assert.equal(pages.flatMap(({ result }) => result.data).length, 3);
    assert.equal((await client().images.listModels()).data[0].id, 'fake/picture');
    const { endpoints } = await client().images.listModelEndpoints({ author: 'fake', slug: 'picture' });
    assert.equal(endpoints[0].pricing[0].costUsd, 0.04);
    assert.equal((await client().videoGeneration.listVideosModels()).data[0].pricingSkus.per_second, '0.1');
    assert.equal((await client().credits.getCredits()).data.totalUsage, 2.5);
  });

  it('chats with its cost, in pieces between comments, and with pictures', async () => {
    const whole = await client().chat.send(ask('Tides', { modalities: ['image', 'text'] }));
    assert.match(whole.choices[0].message.content, /about Tides/);
    assert.match(whole.choices[0].message.images[0].imageUrl.url, /^data:image\/png;base64,/);
    assert.ok(whole.usage.cost > 0);
    const stream = await client().chat.send(ask('Tides', { stream: true, streamOptions: { includeUsage: true } }));
    const chunks = await collect(stream);
    assert.match(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), /about Tides/);
    assert.ok(chunks.at(-1).usage.cost > 0);
    const broken = await collect(await client().chat.send(ask('fake:stream-error', { stream: true })));
    assert.equal(broken.at(-1).error.code, 502);
    assert.equal(broken.at(-1).choices[0].finishReason, 'error');
  });

  it('draws, whole and streamed', async () => {
    const request = { model: 'fake/picture', prompt: 'a boat' };
    const whole = await client().images.generate({ imageGenerationRequest: { ...request, n: 2 } });
    assert.equal(whole.data.length, 2);
    isPng(Buffer.from(whole.data[0].b64Json, 'base64'));
    assert.equal(whole.usage.cost, 0.08);
    const events = await collect(
      await client().images.generate({ imageGenerationRequest: { ...request, stream: true } }),
    );
    assert.deepEqual(
      events.map((event) => (event.data ?? event).type),
      ['image_generation.partial_image', 'image_generation.completed'],
    );
  });

  it('films: pending, in progress, completed; the content wants the key', async () => {
    let job = await client().videoGeneration.generate({
      videoGenerationRequest: { model: 'fake/clip', prompt: 'waves', duration: 4 },
    });
    const seen = [job.status];
    const early = await fetch(`${job.pollingUrl}/content`, { headers: { authorization: 'Bearer a-good-key' } });
    assert.equal(early.status, 409);
    for (let look = 0; look < 3; look++) {
      job = await client().videoGeneration.getGeneration({ jobId: job.id });
      seen.push(job.status);
    }
    assert.deepEqual(seen, ['pending', 'pending', 'in_progress', 'completed']);
    assert.equal(job.usage.cost, 0.4);
    isMp4(await (await fetch(job.unsignedUrls[0])).arrayBuffer());
    assert.equal((await fetch(`${job.pollingUrl}/content`)).status, 401);
    const content = await fetch(`${job.pollingUrl}/content`, { headers: { authorization: 'Bearer a-good-key' } });
    isMp4(await content.arrayBuffer());
  });

  it('refuses with the error class the client has for it', async () => {
    for (const [word, name, status] of [
      ['401', 'UnauthorizedResponseError', 401],
      ['402', 'PaymentRequiredResponseError', 402],
      ['quota', 'PaymentRequiredResponseError', 402],
      ['moderated', 'ForbiddenResponseError', 403],
      ['429', 'TooManyRequestsResponseError', 429],
      ['529', 'ProviderOverloadedResponseError', 529],
    ]) {
      const failure = await refusal(client().chat.send(ask(`fake:${word}`)));
      assert.equal(failure.name, name);
      assert.equal(failure.statusCode, status);
    }
    assert.equal((await box.fake.purchases()).length, 0);
  });
});

withFake('runware.FakeRunware', (box) => {
  const post = async (tasks, headers) => {
    const answer = await fetch(`${box.fake.url}/v1`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-good-key', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(tasks),
    });
    return { status: answer.status, ...(await answer.json()) };
  };
  const film = (taskUUID, more) => ({
    taskType: 'videoInference',
    taskUUID,
    model: 'klingai:kling-video@3-pro',
    positivePrompt: 'waves',
    deliveryMethod: 'async',
    includeCost: true,
    ...more,
  });

  /** The client speaks through a socket only: each message goes to the fake as a request. */
  const bridged = async (work) => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(sockets, 'listening');
    let key = '';
    sockets.on('connection', (socket) =>
      socket.on('message', async (message) => {
        const tasks = JSON.parse(message);
        key = tasks.find(({ apiKey }) => apiKey)?.apiKey ?? key;
        const { status: _, ...answer } = await post(tasks, { authorization: `Bearer ${key}` });
        socket.send(JSON.stringify(answer));
      }),
    );
    const client = await RunwareServer.initialize({
      apiKey: 'a-good-key',
      url: `ws://127.0.0.1:${sockets.address().port}`,
      shouldReconnect: false,
      timeoutDuration: 10_000,
      globalMaxRetries: 1,
    });
    try {
      await client.ensureConnection();
      await work(client);
    } finally {
      await client.disconnect();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    }
  };

  it('is understood by the client: pictures and an error', () =>
    bridged(async (client) => {
      const request = { model: 'bfl:5@1', height: 64, width: 64, numberResults: 2, includeCost: true };
      const pictures = await client.requestImages({ ...request, positivePrompt: 'a boat' });
      assert.equal(pictures.length, 2);
      assert.equal(pictures[0].cost, 0.03);
      isPng(await (await fetch(pictures[1].imageURL)).arrayBuffer());
      const failure = await refusal(client.requestImages({ ...request, positivePrompt: 'fake:quota' }));
      assert.equal(failure.error?.code ?? failure.code, 'insufficientCredits');
      assert.equal((await box.fake.purchases()).length, 1);
    }));

  it('runs a task in the background, once', async () => {
    const id = randomUUID();
    assert.deepEqual((await post([film(id)])).data, [{ taskType: 'videoInference', taskUUID: id }]);
    assert.equal((await post([film(id)])).errors[0].code, 'conflictTaskUUID');
    const seen = [];
    let last;
    for (let look = 0; look < 3; look++) {
      last = (await post([{ taskType: 'getResponse', taskUUID: id }])).data[0];
      seen.push(last.status);
    }
    assert.deepEqual(seen, ['processing', 'processing', 'success']);
    assert.equal(last.cost, 0.25);
    isMp4(await (await fetch(last.videoURL)).arrayBuffer());
    assert.equal((await box.fake.purchases()).length, 1);
  });

  it('gives results and errors side by side, and prices without buying', async () => {
    const { status, data, errors } = await post([
      film(randomUUID()),
      film(randomUUID(), { positivePrompt: '' }),
      { taskType: 'getResponse', taskUUID: randomUUID() },
    ]);
    assert.equal(status, 200);
    assert.equal(data.length, 1);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['missingPositivePrompt', 'taskNotFound'],
    );
    assert.equal((await post([film(randomUUID())], { 'X-Runware-Dry-Run': '1' })).data[0].cost, 0.25);
    assert.equal((await box.fake.purchases()).length, 1);
    const wrong = await post([film(randomUUID())], { authorization: 'Bearer sk-wrong' });
    assert.deepEqual([wrong.status, wrong.errors[0].code], [401, 'invalidApiKey']);
  });

  it('tells each result to the address in the task', async () => {
    const ear = await listener();
    try {
      await post([film(randomUUID(), { webhookURL: ear.url })]);
      await box.fake.finish();
      assert.equal(JSON.parse(ear.received[0].body).data[0].status, 'success');
    } finally {
      ear.close();
    }
  });
});

withFake('kie.FakeKie', (box) => {
  const call = async (path, body, key = 'a-good-key') => {
    const answer = await fetch(`${box.fake.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, ...(await answer.json()) };
  };
  const create = (prompt, more) =>
    call('/api/v1/jobs/createTask', { model: 'nano-banana-2', input: { prompt, image_input: [] }, ...more });

  it('works on a task, with JSON inside strings, and counts credits', async () => {
    const before = (await call('/api/v1/chat/credit')).data;
    const { taskId } = (await create('a boat')).data;
    const states = [];
    let record;
    for (let look = 0; look < 3; look++) {
      record = (await call(`/api/v1/jobs/recordInfo?taskId=${taskId}`)).data;
      states.push(record.state);
    }
    assert.deepEqual(states, ['queuing', 'generating', 'success']);
    const [address] = JSON.parse(record.resultJson).resultUrls;
    isPng(await (await fetch(address)).arrayBuffer());
    assert.equal(JSON.parse(record.param).input.prompt, 'a boat');
    assert.equal(before - (await call('/api/v1/chat/credit')).data, record.creditsConsumed);
  });

  it('films in the older form', async () => {
    const { data } = await call('/api/v1/veo/generate', { prompt: 'waves', model: 'veo3_fast' });
    await box.fake.finish();
    const record = (await call(`/api/v1/veo/record-info?taskId=${data.taskId}`)).data;
    assert.equal(record.successFlag, 1);
    isMp4(await (await fetch(JSON.parse(record.response.resultUrls)[0])).arrayBuffer());
  });

  it('refuses with 200 and a code inside', async () => {
    for (const [word, code] of [
      ['402', 402],
      ['422', 422],
      ['429', 429],
      ['moderated', 400],
    ]) {
      const answer = await create(`fake:${word}`);
      assert.deepEqual([answer.status, answer.code, answer.data], [200, code, null]);
    }
    assert.equal((await call('/api/v1/chat/credit', undefined, 'sk-wrong')).code, 401);
    assert.equal((await create('fake:502')).status, 502);
    const inline = await create('x', { input: { prompt: 'x', image_input: ['data:image/png;base64,AA=='] } });
    assert.equal(inline.code, 451);
    assert.equal((await box.fake.purchases()).length, 0);
  });

  it('tells the end with a signature over the task and the second', async () => {
    const ear = await listener();
    try {
      const { taskId } = (await create('fake:job-failed', { callBackUrl: ear.url })).data;
      await box.fake.finish();
      const [{ headers, body }] = ear.received;
      assert.equal(JSON.parse(body).data.state, 'fail');
      const signature = createHmac('sha256', 'fake-kie-webhook-key')
        .update(`${taskId}.${headers['x-webhook-timestamp']}`)
        .digest('base64');
      assert.equal(headers['x-webhook-signature'], signature);
    } finally {
      ear.close();
    }
  });
});

withFake('ollama.FakeOllama', (box) => {
  const client = () => new Ollama({ host: box.fake.url });
  const ask = (content, more) => ({ model: 'llama:8b', messages: [{ role: 'user', content }], ...more });

  it('knows its models', async () => {
    assert.deepEqual(
      (await client().list()).models.map(({ name }) => name),
      ['llama:8b', 'vision:latest', 'embed:latest'],
    );
    assert.ok((await client().show({ model: 'vision' })).capabilities.includes('vision'));
    const pulled = await collect(await client().pull({ model: 'llama', stream: true }));
    assert.equal(pulled.at(-1).status, 'success');
  });

  it('chats, whole and line by line, with thoughts, tools, pictures and JSON', async () => {
    const whole = await client().chat(ask('100 % of the tides'));
    assert.match(whole.message.content, /about 100 % of the tides/);
    assert.ok(whole.eval_count > 3);
    const lines = await collect(await client().chat(ask('Tides fake:thought', { stream: true })));
    assert.equal(lines[0].message.thinking, 'Let me see.');
    assert.match(lines.map(({ message }) => message.content).join(''), /about Tides/);
    assert.equal(lines.at(-1).done_reason, 'stop');
    const called = await client().chat(ask('fake:tools', { tools: [{ function: { name: 'get_weather' } }] }));
    assert.deepEqual(called.message.tool_calls[0].function, { name: 'get_weather', arguments: { city: 'Bern' } });
    const seen = await client().generate({
      model: 'vision',
      prompt: 'Look',
      images: [Buffer.from('x')],
      format: 'json',
    });
    assert.match(JSON.parse(seen.response).answer, /about Look/);
    const { embeddings } = await client().embed({ model: 'embed', input: ['one', 'two'], dimensions: 8 });
    assert.deepEqual(
      embeddings.map(({ length }) => length),
      [8, 8],
    );
  });

  it('refuses, also in the middle of a stream', async () => {
    const missing = await refusal(client().chat(ask('x', { model: 'none' })));
    assert.equal(missing.status_code, 404);
    assert.equal((await refusal(client().chat(ask('fake:503')))).status_code, 503);
    const broken = await client().chat(ask('fake:stream-error', { stream: true }));
    assert.match((await refusal(collect(broken))).message, /the runner stopped/);
  });
});

withFake('comfyui.FakeComfyUi', (box) => {
  const call = async (path, body) => {
    const answer = await fetch(`${box.fake.url}${path}`, {
      method: body ? 'POST' : 'GET',
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, ...(await answer.json()) };
  };
  const graph = (text) => ({
    6: { class_type: 'CLIPTextEncode', inputs: { text, clip: ['4', 1] } },
    9: { class_type: 'SaveImage', inputs: { images: ['8', 0] } },
  });

  it('runs a graph; the history names the file', async () => {
    const id = randomUUID();
    assert.equal((await call('/prompt', { prompt: graph('a boat'), prompt_id: id })).prompt_id, id);
    for (let look = 0; look < 2; look++) assert.equal((await call(`/api/history/${id}`))[id], undefined);
    const { outputs, status } = (await call(`/history/${id}`))[id];
    assert.equal(status.status_str, 'success');
    const query = new URLSearchParams(outputs[9].images[0]);
    isPng(await (await fetch(`${box.fake.url}/view?${query}`)).arrayBuffer());
    assert.equal((await box.fake.purchases())[0].prompt, 'a boat');
  });

  it('refuses graphs, fails, and is interrupted', async () => {
    const wrong = await call('/prompt', { prompt: { 1: { class_type: 'NoSuchNode', inputs: {} } } });
    assert.deepEqual([wrong.status, wrong.node_errors[1].class_type], [400, 'NoSuchNode']);
    const failing = (await call('/prompt', { prompt: graph('fake:job-failed') })).prompt_id;
    await box.fake.finish();
    const { status } = (await call(`/history/${failing}`))[failing];
    assert.deepEqual([status.status_str, status.messages.at(-1)[0]], ['error', 'execution_error']);
    const stopped = (await call('/prompt', { prompt: graph('x') })).prompt_id;
    await fetch(`${box.fake.url}/interrupt`, { method: 'POST', body: JSON.stringify({ prompt_id: stopped }) });
    assert.equal((await call(`/history/${stopped}`))[stopped].status.messages.at(-1)[0], 'execution_interrupted');
  });

  it('takes pictures, and numbers a name that is taken', async () => {
    const upload = async () => {
      const body = new FormData();
      body.append('image', new Blob(['picture'], { type: 'image/png' }), 'cat.png');
      return (await fetch(`${box.fake.url}/upload/image`, { method: 'POST', body })).json();
    };
    assert.equal((await upload()).name, 'cat.png');
    const { name } = await upload();
    assert.equal(name, 'cat (1).png');
    const query = new URLSearchParams({ filename: name, type: 'input', subfolder: '' });
    assert.equal(await (await fetch(`${box.fake.url}/view?${query}`)).text(), 'picture');
  });
});

withFake('automatic1111.FakeAutomatic1111', (box) => {
  const call = async (name, body, headers) => {
    const answer = await fetch(`${box.fake.url}/sdapi/v1/${name}`, {
      method: body ? 'POST' : 'GET',
      headers,
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, ...(await answer.json()) };
  };

  it('draws from words and from a picture', async () => {
    const { images, info } = await call('txt2img', { prompt: 'a boat', batch_size: 2 });
    assert.equal(images.length, 2);
    isPng(Buffer.from(images[0], 'base64'));
    assert.deepEqual(JSON.parse(info).all_seeds, [421, 422]);
    isPng(Buffer.from((await call('img2img', { prompt: 'x', init_images: [images[0]] })).images[0], 'base64'));
    assert.equal((await call('img2img', { prompt: 'x' })).status, 404);
    isPng(Buffer.from((await call('extra-single-image', { image: images[0] })).image, 'base64'));
  });

  it('tells its progress while a picture is held', async () => {
    const drawing = call('txt2img', { prompt: 'fake:slow' });
    await until('the picture is held', async () => (await box.fake.held()) > 0, 5_000);
    assert.equal((await call('progress')).progress, 0.4);
    await box.fake.release();
    assert.equal((await drawing).images.length, 1);
    assert.equal((await call('progress')).progress, 0);
  });

  it('refuses in its own form', async () => {
    assert.equal((await call('txt2img', { prompt: 'fake:422' })).detail[0].type, 'value_error');
    assert.equal((await call('txt2img', { prompt: 'fake:500' })).errors, 'CUDA out of memory');
    const authorization = `Basic ${Buffer.from('me:sk-wrong').toString('base64')}`;
    assert.equal((await call('txt2img', { prompt: 'x' }, { authorization })).status, 401);
  });
});
