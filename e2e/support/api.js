import assert from 'node:assert/strict';
import { until } from './until.js';

/**
 * The studio API as a program uses it. Every answer is looked at: envelope, media type, request id.
 */
export class Api {
  #base;
  #headers;

  /** @param {() => string} base the address; asked each time, because a server may move when it starts again */
  constructor(base, headers = {}) {
    this.#base = base;
    this.#headers = headers;
  }

  /** The same server with this access token or access key. */
  as(token) {
    const api = new Api(this.#base, { ...this.#headers, authorization: `Bearer ${token}` });
    api.token = token;
    return api;
  }

  /** A person of their own: signed in by an access token. */
  async signIn(email, password) {
    const answer = await this.post('/api/auth/signin', { email, password });
    answer.is(200);
    const api = this.as(answer.data.access_token);
    api.user = answer.data.user;
    api.email = email;
    api.password = password;
    return api;
  }

  /** As an admin: makes another person and signs them in. */
  async newPerson(name, { admin = false } = {}) {
    const email = `${name}@example.org`;
    const password = `a sentence of ${name}`;
    (await this.post('/api/admin/users', { email, password, is_admin: admin })).is(201);
    return new Api(this.#base).signIn(email, password);
  }

  async accessKey(name = 'a program') {
    const answer = await this.post('/api/access-keys', { name });
    answer.is(201);
    return answer.data.key;
  }

  get(path, headers) {
    return this.send('GET', path, undefined, headers);
  }

  post(path, body, headers) {
    return this.send('POST', path, body, headers);
  }

  put(path, body, headers) {
    return this.send('PUT', path, body, headers);
  }

  patch(path, body, headers) {
    return this.send('PATCH', path, body, headers);
  }

  delete(path, headers) {
    return this.send('DELETE', path, undefined, headers);
  }

  /** @param {unknown} [body] sent as JSON, unless it is bytes, a string or a form */
  async send(method, path, body, headers = {}) {
    const raw =
      body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const response = await fetch(this.#base() + path, {
      method,
      redirect: 'manual',
      headers: {
        ...this.#headers,
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: raw ? body : JSON.stringify(body),
    });
    return new Answer(`${method} ${path}`, response, Buffer.from(await response.arrayBuffer()));
  }

  /** Asks for a run; 202 is expected. */
  async generate(request, headers) {
    const answer = await this.post('/api/generate', request, headers);
    answer.is(202);
    return answer.data;
  }

  async generation(id) {
    const answer = await this.get(`/api/generations/${id}`);
    answer.is(200);
    return answer.data;
  }

  /** Waits for the end of a run, whatever it is. */
  ended(id, limitMs = 30_000) {
    return until(
      `generation ${id} ends`,
      async () => {
        const generation = await this.generation(id);
        if (['completed', 'failed', 'cancelled'].includes(generation.status)) return generation;
        throw new Error(`${generation.status} ${generation.phase}`);
      },
      limitMs,
    );
  }

  /** Runs and waits for the result, which must be good. */
  async made(request) {
    const { id } = await this.generate(request);
    const generation = await this.ended(id);
    assert.equal(generation.status, 'completed', JSON.stringify(generation.error));
    return generation;
  }

  async upload(bytes, type = 'image/png', name = 'reference.png') {
    const form = new FormData();
    form.set('file', new Blob([bytes], { type }), name);
    const answer = await this.post('/api/uploads', form);
    answer.is(201);
    return answer.data;
  }
}

/** What came back. */
export class Answer {
  constructor(request, response, bytes) {
    this.request = request;
    this.status = response.status;
    this.headers = response.headers;
    this.bytes = bytes;
  }

  get text() {
    return this.bytes.toString('utf8');
  }

  get json() {
    return JSON.parse(this.text);
  }

  /** The content of the envelope. */
  get data() {
    return this.json.data;
  }

  is(status) {
    assert.equal(this.status, status, `${this.request} gave ${this.status}: ${this.text.slice(0, 600)}`);
    return this;
  }

  /**
   * A refusal as the contract has it: problem details and envelope in one body, a sentence, and an id that is in the
   * header too.
   */
  refused(status, code) {
    this.is(status);
    assert.match(this.headers.get('content-type') ?? '', /^application\/problem\+json/, this.request);
    const problem = this.json;
    assert.equal(problem.code, code, `${this.request}: ${this.text}`);
    assert.equal(problem.status, status);
    assert.equal(problem.success, false);
    assert.equal(problem.error, problem.detail);
    assert.equal(problem.message, problem.title);
    assert.match(problem.detail, /^[A-Z\d“"].{8,}[.!?]$/s, 'a sentence that says what to do');
    assert.ok(problem.request_id);
    assert.equal(problem.request_id, this.headers.get('x-request-id'));
    return problem;
  }

  /** Pointers of all faults, sorted. */
  get faults() {
    return this.json.errors.map(({ pointer }) => pointer).sort();
  }
}

/** Small, unless more is said: painting takes half as long as at the usual size. */
export const demoImage = (prompt = 'a harbour in the morning', { parameters, ...more } = {}) => ({
  provider: 'demo',
  model: 'demo-image',
  generation_type: 'image',
  prompt,
  parameters: { long_edge: 768, ...parameters },
  ...more,
});

export const demoText = (prompt = 'a note on light', more = {}) => ({
  provider: 'demo',
  model: 'demo-text',
  generation_type: 'text',
  prompt,
  ...more,
});

export const demoAudio = (prompt = 'rain on a tin roof', more = {}) => ({
  provider: 'demo',
  model: 'demo-audio',
  generation_type: 'audio',
  prompt,
  ...more,
});
