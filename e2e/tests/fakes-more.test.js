import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { it } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { ElevenLabsClient, ElevenLabsError } from '@elevenlabs/elevenlabs-js';
import { OpenRouter } from '@openrouter/sdk';
import OpenAI from 'openai';
import { collect, isMp4, isPng, listener, refusal, withFake } from '../support/fakes.js';

/** The fakes of the other services; Lovable is met by OpenAI's client, Kie has none. */

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

withFake('lovable.FakeLovable', (box) => {
  const client = () => new OpenAI({ apiKey: 'a-good-key', baseURL: `${box.fake.url}/v1`, maxRetries: 0 });
  const messages = [{ role: 'user', content: 'a boat' }];

  it('chats and draws, inside a chat and by both styles of an order', async () => {
    const chat = await client().chat.completions.create({
      model: 'google/gemini-3-pro-image',
      messages,
      modalities: ['image', 'text'],
    });
    assert.match(chat.choices[0].message.images[0].image_url.url, /^data:image\/png;base64,/);
    for (const style of [{ prompt: 'a boat' }, { messages, modalities: ['image'] }]) {
      const drawn = await client().images.generate({ model: 'openai/gpt-image-2', ...style });
      isPng(Buffer.from(drawn.data[0].b64_json, 'base64'));
    }
    assert.equal((await box.fake.purchases()).length, 3);
  });

  it('films as a job, and refuses without saying how long to wait', async () => {
    let job = await client().post('/videos', { body: { model: 'google/veo-3.1-lite', prompt: 'waves', seconds: '8' } });
    const seen = [job.status];
    for (let look = 0; look < 3; look++) seen.push((job = await client().get(`/videos/${job.id}`)).status);
    assert.deepEqual(seen, ['queued', 'queued', 'in_progress', 'completed']);
    isMp4(await (await client().get(`/videos/${job.id}/content`, { __binaryResponse: true })).arrayBuffer());
    const failure = await refusal(client().images.generate({ model: 'openai/gpt-image-2', prompt: 'fake:429' }));
    assert.ok(failure instanceof OpenAI.RateLimitError);
    assert.equal(failure.headers.get('retry-after'), null);
  });
});
