import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appFolder, cleanEnvironment, deleteFolder, java, newFolder, root } from './places.js';
import { Child } from './processes.js';
import { Hopeless, until } from './until.js';

const startLimitMs = 30_000;
const stopLimitMs = 5_000;

/**
 * A provider that speaks OpenAI's language, sells fake pictures and texts for real prices, and writes down every sale.
 * Every key is good, save those that begin with `sk-wrong`. A prompt may say how it is to be answered: `fake:500`.
 */
export class FakeProvider {
  #child;
  #folder;
  #port;

  static async start() {
    const provider = new FakeProvider();
    await provider.#start();
    return provider;
  }

  async #start() {
    const classes = ['test-classes', 'classes'].map((name) => join(root, 'server', 'target', name));
    if (!existsSync(join(classes[0], 'studio/atelier/testkit/fake/FakeProvider.class'))) {
      throw new Error('The fake provider is not compiled. Run mvn test-compile in server/ once.');
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
        'studio.atelier.testkit.fake.FakeProvider',
        '0',
        join(this.#folder, 'purchases.jsonl'),
      ],
      env: cleanEnvironment({}),
    });
    this.#port = await until(
      'the fake provider is ready',
      () => {
        if (!this.#child.alive) throw new Hopeless(`the fake provider ended: ${this.#child.output}`);
        return this.#child.output.match(/^ready (\d+)/m)?.[1];
      },
      startLimitMs,
    );
  }

  /** For `ATELIER_OUTBOUND_ALLOW`. */
  get hostPort() {
    return `127.0.0.1:${this.#port}`;
  }

  get baseUrl() {
    return `http://${this.hostPort}/v1`;
  }

  /** What was bought: `{id, kind, model, prompt, pictures, price_micros, key}`, the key as its last four characters. */
  async purchases() {
    return (await this.#control('GET', 'purchases')).purchases;
  }

  /** From now on every answer waits, after the sale was written down. */
  hold() {
    return this.#control('POST', 'hold');
  }

  release() {
    return this.#control('POST', 'release');
  }

  /** How many requests wait for the release. */
  async held() {
    return (await this.#control('GET', 'stats')).held;
  }

  async close() {
    await this.#child.end('SIGKILL', stopLimitMs);
    deleteFolder(this.#folder);
  }

  async #control(method, name) {
    const answer = await fetch(`http://${this.hostPort}/control/${name}`, { method });
    if (!answer.ok) throw new Error(`${name} gave ${answer.status}`);
    return answer.json();
  }
}
