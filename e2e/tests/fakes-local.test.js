import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { Ollama } from 'ollama';
import { collect, isPng, refusal, withFake } from '../support/fakes.js';
import { until } from '../support/until.js';

/** The fakes of engines that people run themselves; only Ollama has a client. */

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
