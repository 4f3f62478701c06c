import assert from 'node:assert/strict';
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto';
import { once } from 'node:events';
import { it } from 'node:test';
import { ApiError as FalError, createFalClient, ValidationError } from '@fal-ai/client';
import { RunwareServer } from '@runware/sdk-js';
import Replicate, { validateWebhook } from 'replicate';
import { WebSocketServer } from 'ws';
import { isMp4, isPng, listener, refusal, withFake } from '../support/fakes.js';

/** The fakes of providers that work on jobs and tell their ends. */

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

  it('fails later where it is told to: at a look, at a file, once or always', async () => {
    const order = async (prompt) => {
      const { request_id } = await client().queue.submit(edit, { input: { prompt } });
      const look = (name) =>
        fetch(`${box.fake.url}/queue/fal-ai/nano-banana-2/requests/${request_id}${name}`, {
          headers: { authorization: 'Key a-good-key' },
        });
      return look;
    };
    const flaky = await order('fake:once-poll-503');
    assert.deepEqual([(await flaky('/status')).status, (await flaky('/status')).status], [503, 202]);
    const stuck = await order('fake:stuck');
    for (let look = 0; look < 9; look++) assert.equal((await stuck('/status')).status, 202);
    const lost = await order('fake:result-404');
    await box.fake.finish();
    assert.equal((await lost('')).status, 404);
    for (const [word, status] of [
      ['expired-url', 410],
      ['file-403', 403],
    ]) {
      const result = await order(`fake:${word}`);
      await box.fake.finish();
      const { images } = await (await result('')).json();
      assert.equal((await fetch(images[0].url)).status, status);
    }
    const cut = await order('fake:file-cut-body');
    await box.fake.finish();
    const { images } = await (await cut('')).json();
    await refusal(fetch(images[0].url).then((answer) => answer.arrayBuffer()));
    assert.equal((await box.fake.purchases()).length, 6);
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
