import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles } from '../support/studio.js';

/** The page of the API: a route is found, tried as oneself and with an access key, and stopped while it goes on. */
describe('the API reference', () => {
  /** @type {TestServer} */
  let server;
  let browser;
  /** @type {import('playwright-core').Page} */
  let page;
  let api;

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    api = server.owner;
    browser = await openBrowser();
    page = await openWindow(browser, { address: server.url });
    await signInWindow(page, api, server.url);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const route = (name) => page.getByRole('article', { name, exact: true });
  const answer = (name) => route(name).getByRole('region', { name: 'Answer' }).first();

  it('is found from the keys, and a route by its words', async () => {
    await page.goto('/settings/keys');
    await page.getByRole('link', { name: 'API reference' }).click();
    await page.getByRole('searchbox', { name: 'Search routes' }).fill('post /api/projects');
    await page.getByRole('link', { name: 'POST /api/projects', exact: true }).click();
    await route('POST /api/projects').waitFor();
  });

  it('makes a project with the session, begun with the example', async () => {
    const post = route('POST /api/projects');
    assert.match(await post.getByRole('textbox', { name: 'Body' }).inputValue(), /"name": "Summer"/);
    await post.getByRole('textbox', { name: 'Body' }).fill('{"name": "Made on the page"}');
    await post.getByRole('button', { name: 'Send' }).click();
    await answer('POST /api/projects').getByText('201 Created').waitFor();
    const { projects } = (await api.get('/api/projects')).data;
    assert.deepEqual(
      projects.map(({ name }) => name),
      ['Made on the page'],
    );
  });

  it('reads with an access key, is refused without anything, and with a wrong key', async () => {
    const { key } = (await api.post('/api/access-keys', { name: 'reference' })).data;
    await page.goto('/reference?op=get_api_projects');
    const get = route('GET /api/projects');
    await get.getByRole('radio', { name: 'Nobody' }).click();
    await get.getByRole('button', { name: 'Send' }).click();
    await answer('GET /api/projects').getByText('http.sign_in_required').waitFor();
    await get.getByRole('radio', { name: 'An access key' }).click();
    await get.getByLabel('Access key').fill(key);
    await get.getByRole('button', { name: 'Send' }).click();
    await answer('GET /api/projects').getByText('Made on the page').waitFor();
    assert.ok(!(await get.getByRole('region', { name: 'As code' }).innerText()).includes(key));
    await get.getByLabel('Access key').fill('atl_wrong');
    await get.getByRole('button', { name: 'Send' }).click();
    await answer('GET /api/projects').getByText('401 Unauthorized').waitFor();
  });

  it('asks the gateway with a token of the session', async () => {
    await page.goto('/reference?op=post_v1_chat_completions');
    const chat = route('POST /v1/chat/completions');
    await chat.getByRole('button', { name: 'Send' }).click();
    await answer('POST /v1/chat/completions').getByText('"chat.completion"').waitFor();
  });

  it('tells events as they come, until it is stopped', async () => {
    await page.goto('/reference?op=get_api_events');
    const events = route('GET /api/events');
    await events.getByRole('button', { name: 'Send' }).click();
    await answer('GET /api/events').getByText('200 OK').waitFor();
    await api.post('/api/projects', { name: 'Heard of' });
    await answer('GET /api/events').getByText('Heard of').waitFor();
    await events.getByRole('button', { name: 'Stop' }).click();
    await events.getByRole('button', { name: 'Send' }).waitFor();
  });

  it('is used without a mouse: search, choose, and the form is next', async () => {
    await page.goto('/reference');
    const keys = new Keyboard(page);
    await page.getByRole('searchbox', { name: 'Search routes' }).focus();
    await keys.type('/api/session');
    await page.getByRole('link', { name: 'GET /api/session', exact: true }).waitFor();
    await page.waitForURL('**/reference?q=*');
    await keys.press('Tab');
    await keys.press('Enter');
    await route('GET /api/session').waitFor();
    await keys.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'radio');
    await keys.press('Tab');
    await keys.press('Enter');
    await answer('GET /api/session').getByText('"setup_required": false').waitFor();
  });

  it('loads nothing from elsewhere, and meets no trouble', async () => {
    const foreign = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
    });
    await page.goto('/reference?op=get_api_models');
    await route('GET /api/models').getByRole('button', { name: 'Send' }).click();
    await answer('GET /api/models').getByText('demo/demo-image').first().waitFor();
    assert.deepEqual(foreign, []);
    assertNoTroubles(page);
  });
});
