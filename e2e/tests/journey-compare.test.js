import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles } from '../support/studio.js';
import { until } from '../support/until.js';

/** One prompt, three models: chosen, run, judged, and found again after a reload. */
describe('comparing models', () => {
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

  const column = (name) => page.getByRole('article', { name });
  const run = (name) => page.getByRole('button', { name });
  const add = async (name) => {
    await page.getByRole('combobox', { name: 'Choose a model' }).fill(name);
    await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  };
  const runs = async () => (await api.get('/api/generations?limit=20')).data.generations;

  it('begins at the model of the studio and takes others from the list', async () => {
    await page.goto('/studio');
    await page.getByRole('link', { name: 'Compare models' }).click();
    await page.waitForURL((url) => url.searchParams.get('models') === 'demo/demo-image');
    await page.getByText('Choose two models or more.').waitFor();
    await run('Add a model').click();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await add('Demo text');
    await add('Demo sound');
    await run('Done').click();
    await page.waitForURL((url) => url.searchParams.get('models') === 'demo/demo-image,demo/demo-text,demo/demo-audio');
  });

  it('runs the prompt on all of them, each bought once, with cost and time under each', async () => {
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('A bell buoy in the fog');
    await until('the sum is known', async () => /Free/.test(await run(/^Run 3 models/).innerText()));
    await run(/^Run 3 models/).click();
    for (const name of ['Demo picture', 'Demo text', 'Demo sound']) {
      await column(name).getByText('Cost').waitFor();
      await column(name)
        .getByText(/^[\d.]+ s$/)
        .waitFor();
    }
    const made = await runs();
    assert.equal(made.length, 3);
    assert.deepEqual(new Set(made.map((row) => row.prompt)), new Set(['A bell buoy in the fog']));
  });

  it('keeps the set, the runs and the winner over a reload', async () => {
    const pick = column('Demo picture').getByRole('button', { name: 'Pick as the winner' });
    await pick.click();
    await column('Demo picture').getByText('Winner', { exact: true }).waitFor();
    await until('the rating is kept', async () =>
      (await runs()).some((row) => row.model === 'demo-image' && row.rating === 5),
    );
    await page.reload();
    await column('Demo picture').getByText('Winner', { exact: true }).waitFor();
    assert.equal(await page.getByText('Winner', { exact: true }).count(), 1);
    await column('Demo text').getByRole('article', { name: 'Text' }).waitFor();
  });

  it('runs one again, by keys, and leaves the others', async () => {
    await column('Demo text').focus();
    await page.keyboard.press('ArrowLeft');
    const lookedAt = (name) =>
      until(`${name} is looked at`, () =>
        page.evaluate((label) => document.activeElement?.getAttribute('aria-label') === label, name),
      );
    await lookedAt('Demo picture');
    await page.keyboard.press('ArrowRight');
    await lookedAt('Demo text');
    await page.keyboard.press('r');
    await until('one more run', async () => (await runs()).length === 4);
    assert.equal((await runs()).filter((row) => row.model === 'demo-text').length, 2);
    await column('Demo text').getByText('Cost').waitFor();
    assertNoTroubles(page);
  });

  it('is swiped on a phone', async () => {
    const phone = await openWindow(browser, { width: 390, height: 844, address: server.url });
    await signInWindow(phone, api, server.url);
    await phone.goto(new URL(page.url()).pathname + new URL(page.url()).search);
    await phone.getByRole('article', { name: 'Demo picture' }).waitFor();
    const seen = (name) =>
      phone
        .getByRole('article', { name })
        .evaluate((each) => Math.abs(each.getBoundingClientRect().left) < innerWidth / 2);
    assert.equal(await seen('Demo sound'), false);
    await phone.getByRole('button', { name: '3 of 3: Demo sound' }).click();
    await until('the third one is seen', () => seen('Demo sound'));
    assertNoTroubles(phone);
    await phone.context().close();
  });
});
