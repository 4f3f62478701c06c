import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serveSample } from '../sample/serve.js';
import { openBrowser, openWindow } from '../support/browser.js';
import { TestServer } from '../support/server.js';

/**
 * A front end of another origin, written for Supabase and told nothing but a URL and a key, does its work: it signs in, inserts,
 * hears of changes, generates and uploads. With both releases of the client.
 */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const tableCount = 9;
const password = 'a pass phrase of the sample';
let server;
let browser;

before(async () => {
  server = await TestServer.startOwned({ ATELIER_AUTH_SIGNUP: 'on', ATELIER_AUTH_AUTOCONFIRM: 'on' });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

for (const client of ['@supabase/supabase-js', 'supabase-js-newest']) {
  test(`the sample works with ${client}`, async () => {
    const sample = await serveSample({ url: server.url, anonKey: server.run.anon_key, client });
    const name = client.replace(/\W/g, '');
    try {
      const ada = await open(sample.address, `ada-${name}@example.org`);
      const ben = await open(sample.address, `ben-${name}@example.org`);

      await ada.getByRole('textbox', { name: 'Project' }).fill('Lighthouses');
      await ada.getByRole('button', { name: 'Add' }).click();
      await ada.getByRole('list', { name: 'Projects' }).getByText('Lighthouses').waitFor();

      await ada.getByRole('textbox', { name: 'Prompt' }).fill('a lighthouse at dusk');
      await ada.getByRole('button', { name: 'Generate' }).click();
      await ada.locator('#generations li[data-status="completed"] img').waitFor();

      await ada
        .getByLabel('File', { exact: true })
        .setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: pixel });
      await ada.locator('#files img').waitFor();

      for (const table of ['generations', 'jobs', 'images', 'projects']) {
        assert.ok(await changes(ada, table, 1), `ada hears of ${table}`);
      }
      await ada.waitForFunction(() => [...document.images].every((image) => image.naturalWidth > 0));
      assert.equal(await ada.locator('#notice').textContent(), '');

      for (const table of ['generations', 'jobs', 'images', 'projects']) {
        assert.equal(await ben.locator(`dd[data-table="${table}"]`).getAttribute('data-changes'), '0', table);
      }
      assert.deepEqual(await ben.locator('#projects li, #generations li, #files li').allTextContents(), []);
      for (const page of [ada, ben]) assert.deepEqual(page.troubles, []);
    } finally {
      sample.close();
    }
  });
}

/** A window in which a new person has signed up and hears of every table. */
async function open(address, email) {
  const page = await openWindow(browser, { address });
  await page.goto('/');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByText(`Signed in as ${email}`).waitFor();
  await page.waitForFunction((count) => {
    const entries = [...document.querySelectorAll('#tables dd')];
    return entries.length === count && entries.every((entry) => entry.dataset.state === 'SUBSCRIBED');
  }, tableCount);
  return page;
}

/** Whether as many changes of a table have come, or come within the patience of the window. */
async function changes(page, table, least) {
  return page.waitForFunction(
    ([name, count]) => Number(document.querySelector(`dd[data-table="${name}"]`).dataset.changes) >= count,
    [table, least],
  );
}
