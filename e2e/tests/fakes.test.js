import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ApiError, GoogleGenAI } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import { collect, isMp4, isPng, listener, refusal, withFake } from '../support/fakes.js';

/** The fakes of providers, met by each provider's own client: what it understands is spoken well. */

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
