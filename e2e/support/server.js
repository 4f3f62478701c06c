import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from './api.js';
import { startedFolder } from './first-start.js';
import { appFolder, cleanEnvironment, deleteFolder, freePort, java, newDataFolder, serverFlags } from './places.js';
import { Child } from './processes.js';
import { Hopeless, until } from './until.js';

const startLimitMs = 90_000;
/** SIGTERM to exit 0: what the server promises. */
export const stopLimitMs = 15_000;

/**
 * A server of its own: own folder, own port, own database. It can be stopped, killed and started again on the same
 * folder; its output over all starts is kept.
 */
export class TestServer {
  #child;
  #before = '';

  constructor(folder, port, settings) {
    this.folder = folder;
    this.port = port;
    this.settings = settings;
  }

  /** @param {Record<string, string>} [settings] `ATELIER_*` */
  static async start(settings = {}) {
    return TestServer.startOn(await freePort(), settings);
  }

  static async startOn(port, settings) {
    const folder = await startedFolder(async (empty) => {
      const first = new TestServer(empty, await freePort(), {});
      await first.start();
      await first.stop();
    });
    return TestServer.#started(new TestServer(folder, port, settings));
  }

  /** On an empty folder: for who looks at what a first start does. */
  static async startNew(settings = {}) {
    return TestServer.#started(new TestServer(newDataFolder(), await freePort(), settings));
  }

  static async #started(server) {
    await server.start();
    return server;
  }

  /** The same, with an owner who was made unattended. */
  static async startOwned(settings = {}) {
    const email = 'owner@example.org';
    const password = 'the light of a safelight';
    const server = await TestServer.start({
      ATELIER_OWNER_EMAIL: email,
      ATELIER_OWNER_PASSWORD: password,
      ...settings,
    });
    server.owner = await server.api().signIn(email, password);
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get runFile() {
    return join(this.folder, 'run.json');
  }

  /** What the server tells other programs of this machine. */
  get run() {
    return JSON.parse(readFileSync(this.runFile, 'utf8'));
  }

  get pid() {
    return this.#child.pid;
  }

  /** Everything it ever wrote. */
  get output() {
    return this.#before + this.#child.output;
  }

  /** A client that is nobody yet. */
  api() {
    return new Api(() => this.url);
  }

  /** Starts, or starts again, and returns when requests are answered. */
  async start() {
    if (this.#child) this.#before = this.output;
    const child = launch(this.folder, this.port, this.settings);
    this.#child = child;
    child.gone.then(({ code, signal }) => {
      if (child.asked) return;
      console.error(
        `the server on port ${this.port} ended by itself (${signal ?? code}):\n${child.output.slice(-4000)}`,
      );
    });
    await until(
      'the server is ready',
      async () => {
        if (!this.#child.alive) throw new Hopeless(`the server ended:\n${this.#child.output}`);
        if (!existsSync(this.runFile) || this.run.pid !== this.#child.pid) return false;
        return (await fetch(`${this.url}/readyz`)).ok;
      },
      startLimitMs,
    ).catch((failure) => {
      this.#child.signal('SIGKILL');
      throw failure;
    });
  }

  /** `kill -9`, and the end of the process. */
  async kill() {
    await this.#child.end('SIGKILL', stopLimitMs);
  }

  /** SIGTERM. */
  stop() {
    return this.#child.end('SIGTERM', stopLimitMs);
  }

  /** Ends it and removes its folder. */
  async close() {
    if (this.#child.alive) await this.stop();
    deleteFolder(this.folder);
  }
}

/** A server process that may refuse its start. */
export function launch(folder, port, settings = {}) {
  return new Child({
    command: java(),
    args: [
      ...serverFlags(),
      '-XX:TieredStopAtLevel=1',
      '-jar',
      join(appFolder(), 'atelier.jar'),
      'run',
      '--data',
      folder,
      '--port',
      String(port),
    ],
    env: cleanEnvironment(settings),
  });
}
