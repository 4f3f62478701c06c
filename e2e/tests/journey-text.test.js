import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { FakeProvider } from '../support/provider.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles } from '../support/studio.js';

const written = [
  '\n\n## What to take',
  '**Rope**, a lamp and `flint`.\nNothing else.',
  '1. Walk\n2. Wait',
  '```sh\nls -l\n```',
  '[the chart](https://charts.example/north) [a trap](javascript:document.title="ran")',
  '![a spy](https://spy.example/pixel.png)',
  '<img src="https://spy.example/html.png" onerror="document.title=\'ran\'"><script>document.title="ran"</script>',
].join('\n\n');

/** A text that a model wrote, as its reader sees it and may copy it. */
describe('a text result in the browser', () => {
  let provider;
  let server;
  let browser;
  /** @type {import('playwright-core').Page} */
  let page;
  let made;
  /** Where the page asked for something besides this server. */
  const elsewhere = [];

  before(async () => {
    provider = await FakeProvider.start();
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_OUTBOUND_ALLOW: provider.hostPort });
    const key = { provider: 'openai', key_name: 'Main', api_key: 'sk-good-of-a-reader', base_url: provider.baseUrl };
    (await server.owner.post('/api/api-keys', key)).is(201);
    made = await server.owner.made({
      provider: 'openai',
      model: 'gpt-6-luna',
      generation_type: 'text',
      prompt: `walks ${written}`,
    });
    browser = await openBrowser();
    page = await openWindow(browser, { address: server.url });
    page.on('request', (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(server.url)) elsewhere.push(request.url());
    });
    await signInWindow(page, server.owner, server.url);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await provider?.close();
  });

  const text = () => page.getByRole('article', { name: 'Text' });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());

  for (const [where, address] of [
    ['studio', () => `/studio?g=${made.id}`],
    ['viewer', () => `/library?view=${made.id}`],
  ]) {
    it(`is laid out in the ${where}; nothing in it runs and nothing is loaded`, async () => {
      await page.goto(address());
      await text().getByRole('heading', { name: 'What to take' }).waitFor();
      assert.equal(await text().locator('strong').innerText(), 'Rope');
      assert.equal(await text().getByRole('listitem').count(), 2);
      const chart = text().getByRole('link', { name: 'the chart' });
      assert.equal(await chart.getAttribute('href'), 'https://charts.example/north');
      assert.equal(await chart.getAttribute('rel'), 'noopener noreferrer');
      assert.equal(await text().getByRole('link', { name: 'a trap' }).count(), 0);
      assert.equal(await text().locator('img, script').count(), 0);
      assert.notEqual(await page.title(), 'ran');
      assert.deepEqual(elsewhere, []);
      assertNoTroubles(page);
    });

    it(`is copied from the ${where} as the model wrote it, code by itself`, async () => {
      await page.goto(address());
      await text().getByRole('button', { name: 'Copy code' }).click();
      assert.equal(await copied(), 'ls -l');
      await text().getByRole('button', { name: 'Copy text' }).click();
      assert.equal(await copied(), made.result.content);
      await text().getByRole('button', { name: 'Show Markdown' }).click();
      assert.match(await text().innerText(), /\*\*Rope\*\*/);
      await text().getByRole('button', { name: 'Show formatted' }).click();
      await text().getByRole('heading', { name: 'What to take' }).waitFor();
    });
  }
});
