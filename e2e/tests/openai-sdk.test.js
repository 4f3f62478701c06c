import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { TestServer } from '../support/server.js';
import { FakeProvider } from '../support/provider.js';

/** The official SDK, with nothing changed but address and key. */
describe('the OpenAI SDK', () => {
  /** @type {TestServer} */
  let server;
  /** @type {FakeProvider} */
  let provider;
  let owner;
  /** @type {OpenAI} */
  let client;

  const sdk = (apiKey, more = {}) => new OpenAI({ apiKey, baseURL: `${server.url}/v1`, maxRetries: 0, ...more });

  before(async () => {
    provider = await FakeProvider.start();
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_OUTBOUND_ALLOW: provider.hostPort });
    owner = server.owner;
    client = sdk(await owner.accessKey('sdk'));
  });
  after(async () => {
    await server?.close();
    await provider?.close();
  });

  it('lists the models', async () => {
    const ids = [];
    for await (const model of client.models.list()) {
      assert.equal(model.object, 'model');
      ids.push(model.id);
    }
    for (const id of ['demo/demo-text', 'demo/demo-image', 'demo/demo-audio']) assert.ok(ids.includes(id), ids.join());
  });

  it('draws a picture and hands over its bytes', async () => {
    const { data, created } = await client.images.generate({
      model: 'demo/demo-image',
      prompt: 'a paper boat',
      response_format: 'b64_json',
    });
    assert.ok(created > 1_700_000_000);
    assert.equal(data.length, 1);
    const bytes = Buffer.from(data[0].b64_json, 'base64');
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  });

  it('draws a picture and hands over its address', async () => {
    const { data } = await client.images.generate({
      model: 'demo-image',
      prompt: 'a paper boat',
      response_format: 'url',
    });
    const file = await fetch(data[0].url);
    assert.equal(file.status, 200);
    assert.match(file.headers.get('content-type'), /^image\//);
  });

  it('chats, and says what was used', async () => {
    const answer = await client.chat.completions.create({
      model: 'demo/demo-text',
      messages: [
        { role: 'system', content: 'You are brief.' },
        { role: 'user', content: 'Tell me about lighthouses.' },
      ],
    });
    assert.equal(answer.object, 'chat.completion');
    const [choice] = answer.choices;
    assert.equal(choice.message.role, 'assistant');
    assert.ok(choice.message.content.length > 20);
    assert.equal(choice.finish_reason, 'stop');
    assert.ok(answer.usage.prompt_tokens > 0);
    assert.ok(answer.usage.completion_tokens > 0);
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
  });

  it('chats word by word, with the usage in the last chunk', async () => {
    const stream = await client.chat.completions.create({
      model: 'demo/demo-text',
      messages: [{ role: 'user', content: 'Tell me about tides.' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);

    const words = chunks.map((chunk) => chunk.choices[0]?.delta.content).filter(Boolean);
    assert.ok(words.length > 3, 'more than one piece');
    assert.equal(chunks[0].choices[0].delta.role, 'assistant');
    assert.equal(chunks.flatMap(({ choices }) => choices).at(-1).finish_reason, 'stop');
    const last = chunks.at(-1);
    assert.deepEqual(last.choices, []);
    assert.ok(last.usage.total_tokens > 0);
    assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
  });

  it('responds, and says what was used', async () => {
    const answer = await client.responses.create({
      model: 'demo/demo-text',
      instructions: 'You are brief.',
      input: 'Tell me about lighthouses.',
      store: false,
    });
    assert.equal(answer.object, 'response');
    assert.equal(answer.status, 'completed');
    assert.ok(answer.output_text.length > 20);
    assert.equal(answer.usage.total_tokens, answer.usage.input_tokens + answer.usage.output_tokens);
  });

  it('responds word by word, with every event the SDK puts together', async () => {
    const stream = client.responses.stream({
      model: 'demo/demo-text',
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'Tell me about tides.' }] }],
    });
    const numbers = [];
    let said = '';
    stream.on('event', ({ sequence_number }) => numbers.push(sequence_number));
    stream.on('response.output_text.delta', ({ delta, snapshot }) => {
      said += delta;
      assert.equal(snapshot, said);
    });
    const last = await stream.finalResponse();
    assert.ok(said.length > 20);
    assert.equal(last.output[0].content[0].text, said);
    assert.deepEqual(numbers, [...numbers.keys()]);
  });

  it('makes a sound and hands over its bytes', async () => {
    const answer = await client.audio.speech.create({ model: 'demo/demo-audio', input: 'a bell', duration_seconds: 2 });
    assert.match(answer.headers.get('content-type'), /^audio\//);
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(bytes.subarray(0, 4).toString(), 'RIFF');
    assert.equal(bytes.length, Number(answer.headers.get('content-length')));
  });

  it('draws from pictures', async () => {
    const first = await client.images.generate({ model: 'demo/demo-image', prompt: 'a paper boat' });
    const bytes = Buffer.from(first.data[0].b64_json, 'base64');
    const picture = await toFile(bytes, 'boat.png', { type: 'image/png' });
    const again = await toFile(bytes, 'boat-2.png', { type: 'image/png' });
    const { data } = await client.images.edit({
      model: 'demo/demo-image',
      prompt: 'the same boat in fog',
      image: [picture, again],
      size: '1536x1024',
      n: 1,
    });
    assert.equal(Buffer.from(data[0].b64_json, 'base64').subarray(1, 4).toString(), 'PNG');
  });

  it('streams finished pictures', async () => {
    const events = [];
    for await (const event of await client.images.generate({
      model: 'demo/demo-image',
      prompt: 'a paper boat',
      stream: true,
    })) {
      events.push(event);
    }
    assert.deepEqual(
      events.map(({ type }) => type),
      ['image_generation.completed'],
    );
    assert.ok(events[0].b64_json.length > 1_000);
  });

  it('writes the same rows as the studio, whoever asks', async () => {
    const person = await owner.newPerson('programmer');
    const theirs = sdk(await person.accessKey());
    await theirs.chat.completions.create({ model: 'demo-text', messages: [{ role: 'user', content: 'one' }] });
    await theirs.images.generate({ model: 'demo-image', prompt: 'two' });
    const { generations } = (await person.get('/api/generations')).data;
    assert.deepEqual(
      generations.map(({ model, status, cost_micros }) => [model, status, cost_micros]),
      [
        ['demo-image', 'completed', 0],
        ['demo-text', 'completed', 0],
      ],
    );
  });

  it('ends a stream that nobody reads any more', async () => {
    const person = await owner.newPerson('walks-away');
    const theirs = sdk(await person.accessKey());
    const stream = await theirs.chat.completions.create({
      model: 'demo-text',
      messages: [{ role: 'user', content: 'a long story that nobody hears to its end' }],
      stream: true,
    });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) break;
    }
    stream.controller.abort();
    const [{ id }] = (await person.get('/api/generations')).data.generations;
    const row = await person.ended(id);
    assert.ok(['completed', 'cancelled'].includes(row.status), row.status);
  });

  describe('is refused with the error class it expects', () => {
    const refusal = (promise) =>
      promise.then(
        () => assert.fail('must be refused'),
        (failure) => failure,
      );
    const chat = { model: 'demo/demo-text', messages: [{ role: 'user', content: 'a' }] };
    const draw = (more) => client.images.generate({ model: 'demo/demo-image', prompt: 'x', ...more });

    for (const [what, ask] of Object.entries({
      'more answers than one': (c) => c.chat.completions.create({ ...chat, n: 2 }),
      probabilities: (c) => c.chat.completions.create({ ...chat, logprobs: true }),
      'a stored response': (c) => c.responses.create({ model: chat.model, input: 'a', previous_response_id: 'resp_1' }),
      'a response in the background': (c) => c.responses.create({ model: chat.model, input: 'a', background: true }),
      tokens: (c) => c.embeddings.create({ model: chat.model, input: [1, 2] }),
      'a voice that is not there': (c) =>
        c.audio.speech.create({ model: 'demo/demo-audio', input: 'a', voice: 'alloy', response_format: 'mp3' }),
      'unfinished pictures': (c) =>
        c.images.generate({ model: 'demo/demo-image', prompt: 'a', stream: true, partial_images: 2 }),
      'a clip of a model of pictures': (c) => c.videos.create({ model: 'demo/demo-image', prompt: 'a' }),
    })) {
      it(`${what}: BadRequestError that names the parameter`, async () => {
        const failure = await refusal(ask(client));
        assert.ok(failure instanceof OpenAI.BadRequestError, String(failure));
        assert.ok(failure.param, String(failure));
      });
    }

    for (const [what, ask] of Object.entries({
      files: (c) => c.files.list(),
      batches: (c) => c.batches.list(),
      'stored responses': (c) => c.responses.retrieve('resp_1'),
      completions: (c) => c.completions.create({ model: 'x', prompt: 'a' }),
    })) {
      it(`${what}: once, with what to use instead`, async () => {
        const failure = await refusal(ask(client.withOptions({ maxRetries: 3 })));
        assert.equal(failure.status, 501, String(failure));
        assert.equal(failure.code, 'openai.not_offered');
        assert.match(failure.message, /(POST|GET) \//);
      });
    }

    it('a wrong key: AuthenticationError', async () => {
      const failure = await refusal(sdk('atl_wrong').models.list());
      assert.ok(failure instanceof OpenAI.AuthenticationError, String(failure));
      assert.equal(failure.status, 401);
      assert.ok(failure.code);
      assert.match(failure.message, /\.$/);
    });

    it('an unknown model: NotFoundError', async () => {
      const failure = await refusal(draw({ model: 'no-such-model' }));
      assert.ok(failure instanceof OpenAI.NotFoundError, String(failure));
      assert.equal(failure.code, 'catalog.model_unknown');
      assert.equal(failure.type, 'invalid_request_error');
    });

    it('a missing prompt: a 4xx that names the parameter', async () => {
      const failure = await refusal(client.images.generate({ model: 'demo/demo-image' }));
      assert.ok([400, 422].includes(failure.status), String(failure));
      assert.equal(failure.param, 'prompt');
    });

    it('a prompt that is not allowed: a 4xx with its code', async () => {
      const failure = await refusal(draw({ prompt: 'how to build explosives at home' }));
      assert.ok(failure instanceof OpenAI.APIError);
      assert.equal(failure.code, 'generation.moderated');
    });

    it('without a provider key', async () => {
      const failure = await refusal(draw({ model: 'openai/gpt-image-2' }));
      assert.equal(failure.code, 'generation.missing_key');
    });

    it('without credits: before anything is bought', async () => {
      const poor = await owner.newPerson('poor');
      (
        await owner.put('/api/admin/provider-keys/openai', {
          api_key: 'sk-good-of-the-server',
          base_url: provider.baseUrl,
        })
      ).is(200);
      const bought = (await provider.purchases()).length;
      const failure = await refusal(
        sdk(await poor.accessKey()).images.generate({ model: 'openai/gpt-image-2', prompt: 'too dear' }),
      );
      assert.equal(failure.status, 402);
      assert.equal(failure.code, 'credits.insufficient_balance');
      assert.equal((await provider.purchases()).length, bought);
      (await owner.delete('/api/admin/provider-keys/openai')).is(204);
    });
  });
});
