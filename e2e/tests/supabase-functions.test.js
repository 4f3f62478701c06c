import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { TestServer } from '../support/server.js';
import { createClient, FunctionsFetchError, FunctionsHttpError } from '../support/supabase.js';

const sync = 'generate-content-sync';
const text = { provider: 'demo', model: 'demo-text', type: 'text', prompt: 'three lines on rain' };

/** `functions.invoke` of the official client, with nothing changed but address and key. */
describe('supabase-js calls functions', () => {
  /** @type {TestServer} */
  let server;
  let ada;

  const client = (key) =>
    createClient(server.url, key, {
      auth: { autoRefreshToken: false, persistSession: false },
      realtime: { transport: WebSocket },
    });

  /** Somebody signed in, by either kind of public key. */
  const person = async (key) => {
    const own = client(key);
    const { error } = await own.auth.signInWithPassword({
      email: 'owner@example.org',
      password: 'the light of a safelight',
    });
    assert.equal(error, null, error?.message);
    return own;
  };

  const good = ({ data, error }) => {
    assert.equal(error, null, error?.message);
    return data;
  };

  /** The body of a refusal, which the application reads by itself. */
  const refused = async ({ data, error }, status) => {
    assert.equal(data, null);
    assert.ok(error instanceof FunctionsHttpError, String(error));
    assert.equal(error.context.status, status);
    const body = await error.context.json();
    assert.deepEqual(Object.keys(body).sort(), ['code', 'details', 'error']);
    assert.ok(body.error.length > 10);
    return body;
  };

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    ada = await person(server.run.anon_key);
  });
  after(() => server?.close());

  it('runs for a person and gives JSON', async () => {
    const answer = good(await ada.functions.invoke(sync, { body: text }));

    assert.equal(answer.status, 'completed');
    assert.ok(answer.text.length > 20);
  });

  it('takes the newer kind of key', async () => {
    const own = await person(server.run.publishable_key);

    assert.equal(good(await own.functions.invoke(sync, { body: text })).status, 'completed');
  });

  it('reads JSON from a string, a blob and bytes', async () => {
    const json = JSON.stringify(text);
    for (const body of [json, new Blob([json]), new TextEncoder().encode(json).buffer]) {
      assert.equal(good(await ada.functions.invoke(sync, { body })).status, 'completed');
    }
  });

  it('accepts at once and answers 202', async () => {
    const { data, error, response } = await ada.functions.invoke('generate-content', {
      body: text,
      region: 'eu-central-1',
    });

    assert.equal(error, null);
    assert.equal(response.status, 202);
    assert.equal(data.status, 'pending');
  });

  it('streams what happens to whoever asks for events', async () => {
    const response = good(await ada.functions.invoke(sync, { body: text, headers: { Accept: 'text/event-stream' } }));

    assert.ok(response instanceof Response);
    const names = [];
    let said = '';
    let kept = '';
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      kept += piece;
      const events = kept.split('\n\n');
      kept = events.pop();
      for (const event of events) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(event);
        names.push(name);
        if (name === 'text') said += JSON.parse(data).text;
        if (name === 'completed') assert.equal(JSON.parse(data).text, said);
      }
    }
    assert.equal(names[0], 'accepted');
    assert.ok(names.filter((name) => name === 'text').length > 1, names.join());
    assert.equal(names.at(-1), 'completed');
  });

  it('refuses keys without a person, in one envelope', async () => {
    for (const key of ['anon_key', 'service_role_key', 'publishable_key', 'secret_key']) {
      const body = await refused(await client(server.run[key]).functions.invoke(sync, { body: text }), 401);
      assert.equal(body.code, 'AUTHENTICATION_ERROR');
    }
  });

  it('says what is wrong with a call', async () => {
    const unknown = await refused(await ada.functions.invoke('generate', { body: {} }), 404);
    assert.equal(unknown.code, 'functions.unknown');
    assert.match(unknown.error, /generate-content-sync/);
    assert.equal(
      (await refused(await ada.functions.invoke(sync, { method: 'GET' }), 405)).code,
      'functions.method_not_allowed',
    );
    const form = new FormData();
    form.set('prompt', 'rain');
    assert.equal(
      (await refused(await ada.functions.invoke(sync, { body: form }), 415)).code,
      'functions.body_not_json',
    );
    assert.equal(
      (await refused(await ada.functions.invoke(sync, { body: '{"prompt":' }), 400)).code,
      'http.body_malformed',
    );
    const fields = await refused(await ada.functions.invoke(sync, { body: { ...text, colour: 1 } }), 422);
    assert.equal(fields.details.errors[0].pointer, '/colour');
    const large = await refused(await ada.functions.invoke(sync, { body: { prompt: 'x'.repeat(1_100_000) } }), 413);
    assert.equal(large.code, 'http.body_too_large');
  });

  it('ends a call that takes too long on the side of the client', async () => {
    const { error } = await ada.functions.invoke(sync, { body: text, signal: AbortSignal.abort() });

    assert.ok(error instanceof FunctionsFetchError, String(error));
  });
});
