import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appFolder, cleanEnvironment, deleteFolder, java, newFolder, root } from './places.js';
import { Child } from './processes.js';
import { Hopeless, until } from './until.js';

const startLimitMs = 30_000;
const stopLimitMs = 5_000;

/**
 * A provider that speaks the language of a real one, sells fake pictures and texts, and writes down every sale. Every
 * key is good, save those that begin with `sk-wrong`. A prompt may say how it is to be answered: `fake:500`; the words
 * are in `FakeMode.java`.
 */
export class Fake {
  #child;
  #folder;
  #port;

  /** @param {string} name of the class, below `studio.atelier.testkit.fake`: `gemini.FakeGemini` */
  static async start(name) {
    const fake = new this();
    await fake.#start(name);
    return fake;
  }

  async #start(name) {
    const classes = ['test-classes', 'classes'].map((folder) => join(root, 'server', 'target', folder));
    const file = `studio/atelier/testkit/fake/${name.replace('.', '/')}.class`;
    if (!existsSync(join(classes[0], file))) {
      throw new Error(`The fake ${name} is not compiled. Run mvn test-compile in server/ once.`);
    }
    this.#folder = newFolder('provider');
    this.#child = new Child({
      command: java(),
      args: [
        '-Xmx128m',
        '-XX:TieredStopAtLevel=1',
        '-Djava.awt.headless=true',
        '-cp',
        [...classes, join(appFolder(), 'lib', '*')].join(':'),
        `studio.atelier.testkit.fake.${name}`,
        '0',
        join(this.#folder, 'purchases.jsonl'),
      ],
      env: cleanEnvironment({}),
    });
    this.#port = await until(
      `${name} is ready`,
      () => {
        if (!this.#child.alive) throw new Hopeless(`${name} ended: ${this.#child.output}`);
        return this.#child.output.match(/^ready (\d+)/m)?.[1];
      },
      startLimitMs,
    );
  }

  /** For `ATELIER_OUTBOUND_ALLOW`. */
  get hostPort() {
    return `127.0.0.1:${this.#port}`;
  }

  get url() {
    return `http://${this.hostPort}`;
  }

  /** What was bought: `{id, kind, model, prompt, pictures, price_micros, key}`, the key as its last four characters. */
  async purchases() {
    return (await this.#control('GET', 'purchases')).purchases;
  }

  /** What was asked for, the newest last: `{method, path, keyed, type, bytes, body}`. */
  async requests() {
    return (await this.#control('GET', 'requests')).requests;
  }

  /** The jobs: `{id, sale, state, looks, prompt, webhook}`. */
  async jobs() {
    return (await this.#control('GET', 'jobs')).jobs;
  }

  /** From now on every answer waits, after the sale was written down. */
  hold() {
    return this.#control('POST', 'hold');
  }

  release() {
    return this.#control('POST', 'release');
  }

  /** Ends all jobs; their webhooks are delivered when it answers. */
  finish() {
    return this.#control('POST', 'finish');
  }

  /** Repeats the webhook of a job, spoilt by `signature`, `old` or `body`. */
  webhook(id, spoil) {
    return this.#control('POST', 'webhook', { id, spoil });
  }

  /** Forgets everything. */
  reset() {
    return this.#control('POST', 'reset');
  }

  /** How many requests wait for the release. */
  async held() {
    return (await this.#control('GET', 'stats')).held;
  }

  async close() {
    await this.#child.end('SIGKILL', stopLimitMs);
    deleteFolder(this.#folder);
  }

  async #control(method, name, wanted) {
    const answer = await fetch(`${this.url}/control/${name}`, {
      method,
      body: wanted && JSON.stringify(wanted),
    });
    if (!answer.ok) throw new Error(`${name} gave ${answer.status}`);
    return answer.json();
  }
}

/** The fake of OpenAI. */
export class FakeProvider extends Fake {
  static start() {
    return super.start('openai.FakeOpenAi');
  }

  get baseUrl() {
    return `${this.url}/v1`;
  }
}
