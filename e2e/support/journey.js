import { it } from 'node:test';
import { openBrowser, openWindow, signInWindow } from './browser.js';
import { FakeProvider } from './provider.js';
import { TestServer } from './server.js';
import { assertNoTroubles, StudioPage } from './studio.js';
import { until } from './until.js';

/**
 * A server, a provider, and a browser with one window of the first person, whose steps stand on no other: one failure
 * stays one.
 */
export class Journey {
  /** @type {TestServer} */
  server;
  /** @type {FakeProvider} */
  provider;
  browser;
  /** @type {import('playwright-core').Page} */
  page;
  /** @type {StudioPage} */
  studio;
  /** What the API says of the owner; there once somebody entered. */
  api;

  /** @param {{email: string, password: string}} owner the first person */
  constructor(owner) {
    this.owner = owner;
  }

  /** @param {string[]} places that the server may ask besides the provider, each as host and port */
  async open(...places) {
    this.provider = await FakeProvider.start();
    this.server = await TestServer.start({
      ATELIER_OUTBOUND_ALLOW: [this.provider.hostPort, ...places].join(','),
      ATELIER_LIMITS: 'off',
    });
    this.browser = await openBrowser();
    this.page = await this.window();
    this.studio = new StudioPage(this.page);
  }

  async close() {
    await this.browser?.close();
    await this.server?.close();
    await this.provider?.close();
  }

  window() {
    return openWindow(this.browser, { address: this.server.url });
  }

  /** The first person, by a program where no step made them. */
  async enter() {
    if (this.api) return;
    const { setup_required } = (await this.server.api().get('/api/session')).data;
    if (setup_required) {
      (await this.server.api().post('/api/auth/setup', { ...this.owner, code: this.server.run.setup_code })).is(201);
    }
    this.api = await this.server.api().signIn(this.owner.email, this.owner.password);
    await signInWindow(this.page, this.owner, this.server.url);
  }

  /**
   * A step: signed in, at a page that was loaded anew with no draft of before, connected and still. What it needs besides
   * it makes by the API, in `arrange`.
   */
  step(name, path, act, arrange = async () => {}) {
    it(name, async () => {
      await this.enter();
      await arrange();
      this.page.troubles.length = 0;
      await this.page.evaluate(() => localStorage.clear()).catch(() => {});
      await this.page.goto(path);
      await this.page.getByRole('contentinfo').getByText('Connected').waitFor();
      if (path === '/studio') await until('a price is known', () => this.studio.priceOnButton());
      await act();
      assertNoTroubles(this.page);
    });
  }

  async newest() {
    return (await this.api.get('/api/generations?limit=1')).data.generations[0];
  }

  /** How many there are in the library. */
  async inLibrary() {
    return (await this.api.get('/api/generations?limit=100')).data.generations.length;
  }
}
