import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { FakeProvider } from '../support/provider.js';
import { TestServer } from '../support/server.js';

/** What openai-sdk shows with the demo models, with a provider behind them that sells. */
describe('the OpenAI SDK with a provider that costs money', () => {
  /** @type {TestServer} */
  let server;
  /** @type {FakeProvider} */
  let provider;
  let owner;
  /** @type {OpenAI} */
  let client;
  let person;
  let theirs;

  const sdk = (apiKey) => new OpenAI({ apiKey, baseURL: `${server.url}/v1`, maxRetries: 0 });

  before(async () => {
    provider = await FakeProvider.start();
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_OUTBOUND_ALLOW: provider.hostPort });
    owner = server.owner;
    client = sdk(await owner.accessKey('sdk'));
    person = await owner.newPerson('customer');
    theirs = sdk(await person.accessKey());
    (
      await person.post('/api/api-keys', {
        provider: 'openai',
        key_name: 'Main',
        api_key: 'sk-good-of-a-customer',
        base_url: provider.baseUrl,
      })
    ).is(201);
  });
  after(async () => {
    await server?.close();
    await provider?.close();
  });

  it('buys one picture once and knows its price', async () => {
    const { data, usage } = await theirs.images.generate({ model: 'openai/gpt-image-2', prompt: 'a costly boat' });
    assert.ok(data[0].b64_json || data[0].url);
    assert.ok(!usage || usage.total_tokens > 0);
    const [row] = (await person.get('/api/generations')).data.generations;
    assert.equal(row.status, 'completed');
    assert.ok(row.cost_micros > 0);
    assert.equal(row.key_source, 'own');
    assert.equal((await provider.purchases()).length, 1);
  });

  it('streams a chat from the provider through to the end', async () => {
    const stream = await theirs.chat.completions.create({
      model: 'openai/gpt-5.4-mini',
      messages: [{ role: 'user', content: 'Say something.' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.ok(text.length > 0);
    assert.ok(usage.total_tokens > 0);
  });

  it('says how many tokens a model thought with, whole, as a stream and as a response', async () => {
    const ask = { model: 'openai/gpt-5.4-mini', messages: [{ role: 'user', content: 'fake:thought' }] };
    const whole = await theirs.chat.completions.create(ask);
    const streamed = await theirs.chat.completions
      .stream({ ...ask, stream_options: { include_usage: true } })
      .finalChatCompletion();
    const response = await theirs.responses.create({ model: ask.model, input: 'fake:thought' });
    const events = await theirs.responses.stream({ model: ask.model, input: 'fake:thought' }).finalResponse();

    const thoughts = whole.usage.completion_tokens_details.reasoning_tokens;
    assert.ok(thoughts > 0 && thoughts < whole.usage.completion_tokens);
    assert.equal(streamed.usage.completion_tokens_details.reasoning_tokens, thoughts);
    assert.equal(response.usage.output_tokens_details.reasoning_tokens, thoughts);
    assert.equal(events.usage.output_tokens_details.reasoning_tokens, thoughts);
    assert.equal(response.usage.output_tokens, whole.usage.completion_tokens);
  });

  it('streams what a model thinks between its words as items of their own', async () => {
    const stream = theirs.responses.stream({ model: 'openai/gpt-5.4-mini', input: 'fake:turns about kites' });
    const heard = {};
    stream.on('event', (event) => {
      if (event.delta !== undefined) heard[event.item_id] = (heard[event.item_id] ?? '') + event.delta;
    });
    const { output } = await stream.finalResponse();

    assert.deepEqual(
      output.map(({ type }) => type),
      ['reasoning', 'message', 'reasoning', 'message'],
    );
    for (const { id, summary, content } of output) assert.equal(heard[id], (summary ?? content)[0].text);
    const said = output.flatMap(({ content }) => content ?? []).map(({ text }) => text);
    assert.match(said.join(''), /^This is .* about kites$/);
  });

  it('calls tools, whole, as a stream and as a response', async () => {
    const weather = { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } };
    const ask = {
      model: 'openai/gpt-5.4-mini',
      messages: [{ role: 'user', content: 'fake:tools' }],
      tools: [{ type: 'function', function: weather }],
    };
    const whole = await theirs.chat.completions.create(ask);
    assert.equal(whole.choices[0].finish_reason, 'tool_calls');
    assert.deepEqual(JSON.parse(whole.choices[0].message.tool_calls[0].function.arguments), { city: 'Bern' });

    const streamed = await theirs.chat.completions.stream(ask).finalChatCompletion();
    assert.equal(streamed.choices[0].message.tool_calls[0].function.name, 'weather');

    const response = await theirs.responses
      .stream({ model: ask.model, input: 'fake:tools', tools: [{ type: 'function', strict: false, ...weather }] })
      .finalResponse();
    const call = response.output.find(({ type }) => type === 'function_call');
    assert.equal(call.name, 'weather');
    assert.deepEqual(JSON.parse(call.arguments), { city: 'Bern' });
  });

  it('takes pictures and wants JSON in conversations', async () => {
    const { choices } = await theirs.chat.completions.create({
      model: 'openai/gpt-5.4-mini',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          ],
        },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'seen', schema: { type: 'object', properties: { what: { type: 'string' } } } },
      },
      max_tokens: 200,
      n: 1,
    });
    assert.ok(choices[0].message.content.length > 0);
  });

  it('embeds texts, as numbers and packed', async () => {
    const ask = { model: 'openai/text-embedding-3-small', input: ['a kite', 'a boat'], dimensions: 8 };
    const packed = await theirs.embeddings.create(ask);
    const plain = await theirs.embeddings.create({ ...ask, encoding_format: 'float' });
    assert.equal(packed.data.length, 2);
    assert.equal(packed.data[1].embedding.length, 8);
    packed.data[1].embedding.forEach((value, i) => assert.ok(Math.abs(value - plain.data[1].embedding[i]) < 1e-6));
    assert.ok(plain.usage.total_tokens > 0);
  });

  it('judges texts', async () => {
    const { results, model } = await theirs.moderations.create({ input: ['a kite', 'violence'] });
    assert.equal(model, 'openai/omni-moderation-latest');
    assert.deepEqual(
      results.map(({ flagged }) => flagged),
      [false, true],
    );
  });

  it('reads aloud and writes down', async () => {
    (await owner.put('/api/admin/models/openai/gpt-transcribe', { ceiling_micros: 9_000 })).is(200);
    const spoken = await theirs.audio.speech.create({
      model: 'openai/gpt-4o-mini-tts',
      input: 'a kite',
      voice: 'nova',
      response_format: 'wav',
    });
    const { text } = await theirs.audio.transcriptions.create({
      model: 'openai/gpt-transcribe',
      file: await toFile(await spoken.arrayBuffer(), 'kite.wav', { type: 'audio/wav' }),
    });
    assert.ok(text.length > 0);
  });

  it('edits under a mask', async () => {
    const first = await client.images.generate({ model: 'demo/demo-image', prompt: 'a paper boat' });
    const file = await toFile(Buffer.from(first.data[0].b64_json, 'base64'), 'boat.png', { type: 'image/png' });
    const { data } = await theirs.images.edit({
      model: 'openai/gpt-image-2.6-sunburst',
      prompt: 'fog',
      image: file,
      mask: file,
      quality: 'low',
    });
    assert.ok(data[0].b64_json.length > 100);
  });

  it('gives the words of a provider that refuses', async () => {
    const refusal = await theirs.images
      .generate({ model: 'openai/gpt-image-2', prompt: 'something they do not like, fake:moderation' })
      .then(
        () => assert.fail('refused'),
        (failure) => failure,
      );
    assert.ok(refusal instanceof OpenAI.APIError, String(refusal));
    assert.match(refusal.message, /Rejected by the safety system/);
    const [row] = (await person.get('/api/generations')).data.generations;
    assert.equal(row.status, 'failed');
    assert.equal(row.cost_micros ?? 0, 0);
  });
});
