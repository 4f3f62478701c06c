import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';

const setpriv = '/usr/bin/setpriv';

/**
 * A child process that ends with the test process, whatever way that ends, and whose whole output is kept.
 */
export class Child {
  #process;
  #output = [];
  #asked = false;

  /** @param {{command: string, args: string[], env: Record<string, string>, cwd?: string}} start */
  constructor({ command, args, env, cwd }) {
    const tied = existsSync(setpriv);
    this.#process = spawn(tied ? setpriv : command, tied ? ['--pdeathsig', 'KILL', command, ...args] : args, {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => this.#output.push(text));
    }
    /** Its end, though others may still hold its streams. */
    this.gone = once(this.#process, 'exit').then(([code, signal]) => ({ code, signal }));
    this.exit = once(this.#process, 'close').then(([code, signal]) => ({ code, signal }));
  }

  get pid() {
    return this.#process.pid;
  }

  get alive() {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Everything it wrote to both streams so far. */
  get output() {
    return this.#output.join('');
  }

  /** Whether it was told to end. */
  get asked() {
    return this.#asked;
  }

  signal(name) {
    this.#asked = true;
    this.#process.kill(name);
  }

  /**
   * @param {NodeJS.Signals} name
   * @param {number} limitMs after which it is killed and the promise refused
   * @returns {Promise<{code: number | null, signal: string | null}>}
   */
  async end(name, limitMs) {
    if (this.alive) this.signal(name);
    let timer;
    const late = new Promise((_, refuse) => {
      timer = setTimeout(() => {
        this.signal('SIGKILL');
        refuse(new Error(`process ${this.pid} did not end within ${limitMs} ms of ${name}:\n${this.output}`));
      }, limitMs);
    });
    try {
      return await Promise.race([this.exit, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
