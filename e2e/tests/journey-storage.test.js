import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { serviceOf, StorageClient } from '../screens/files.js';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles, notice } from '../support/studio.js';
import { until } from '../support/until.js';

/** One white pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4////fwAJ+wP9KobjigAAAABJRU5ErkJggg==',
  'base64',
);
const large = Buffer.alloc(14_000_000, 'light ');
const file = (name, mimeType, buffer) => ({ name, mimeType, buffer });

/** Buckets and files by mouse: what somebody does on an afternoon, breaks of the network and of the server included. */
describe('storage', () => {
  /** @type {TestServer} */
  let server;
  let browser;
  /** @type {import('playwright-core').Page} */
  let page;
  /** @type {StorageClient} */
  let service;
  let visitor;
  let network;

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_CONSOLE: 'on' });
    service = await serviceOf(server);
    visitor = await server.owner.newPerson('visitor');
    browser = await openBrowser();
    page = await openWindow(browser, { address: server.url });
    await signInWindow(page, server.owner, server.url);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const button = (name, scope = page) => scope.getByRole('button', { name, exact: true });
  const entry = (name, on = page) => on.getByRole('gridcell').getByRole('button', { name, exact: true });
  const menu = async (of, what) => {
    await button(`Actions for ${of}`).click();
    await page.getByRole('menuitem', { name: new RegExp(`^${what}`) }).click();
  };
  const choose = (...files) => page.locator('input[type=file]').first().setInputFiles(files);
  const uploads = (page_) => page_.getByRole('list', { name: 'Uploads' });
  const row = (name) => uploads(page).getByRole('listitem').filter({ hasText: name });
  /** Slow enough to be caught in the middle. */
  const uploadsAt = async (bytesPerSecond) => {
    network ??= await page.context().newCDPSession(page);
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    });
  };
  const copied = async (like) => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    return like.test(text) ? text : undefined;
  };
  const done = (name) => row(name).getByLabel('Done').waitFor({ timeout: 60_000 });

  it('makes a bucket that takes pictures and texts of some size', async () => {
    await page.goto('/library');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Storage' }).click();
    await button('New bucket').click();
    const dialog = page.getByRole('dialog', { name: 'New bucket' });
    await dialog.getByLabel('Name').fill('press kit');
    await dialog.getByLabel('Largest file').fill('20 MB');
    await dialog.getByLabel('Types').fill('image/*, text/plain');
    await button('Create bucket', dialog).click();
    await dialog.waitFor({ state: 'detached' });

    const made = await service.send('GET', '/bucket/press%20kit');
    assert.equal(made.file_size_limit, 20_000_000);
    assert.deepEqual(made.allowed_mime_types, ['image/*', 'text/plain']);
    assert.equal(made.public, false);
  });

  it('uploads many at once into a new folder, and says what the bucket refuses', async () => {
    await page.getByRole('combobox', { name: 'Seen as' }).click();
    await page.getByRole('option', { name: /service/ }).click();
    await page.getByRole('link', { name: 'press kit' }).click();
    await button('New folder').click();
    await page.getByRole('dialog').getByLabel('Name').fill('Spring 2026');
    await button('Create folder', page.getByRole('dialog')).click();
    await entry('Spring 2026').click();
    await page.getByText('Nothing is in here.').waitFor();

    await choose(
      file('Größe.png', 'image/png', pixel),
      file('read me.txt', 'text/plain', Buffer.from('What is in the kit')),
      file('film.mov', 'video/quicktime', Buffer.alloc(100)),
    );

    await done('Grosse.png');
    await done('read me.txt');
    await row('film.mov').getByText('This bucket takes other types only.').waitFor();
    await entry('Grosse.png').waitFor();
    await entry('read me.txt').waitFor();
    await button('Close the list').click();
    await uploads(page).waitFor({ state: 'detached' });
  });

  it('asks what to do when the name is taken', async () => {
    await choose(file('read me.txt', 'text/plain', Buffer.from('Another text')));
    await row('read me.txt').getByText('A file of this name is there already.').waitFor();
    await button('Keep both', row('read me.txt')).click();
    await entry('read me (2).txt').waitFor();
    await choose(file('read me.txt', 'text/plain', Buffer.from('The text that replaces it')));
    await button('Replace').click();
    await until('the text is replaced', async () => {
      const address = `${server.url}/storage/v1/object/authenticated/press%20kit/Spring%202026/read%20me.txt`;
      const answer = await fetch(address, { headers: { authorization: `Bearer ${service.token}` } });
      return (await answer.text()) === 'The text that replaces it';
    });
    await done('read me.txt');
    await button('Close the list').click();
  });

  it('takes what is dropped on the page and what is pasted', async () => {
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
      const target = document.querySelector('section[aria-label="press kit"]');
      for (const type of ['dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
      }
      const clipboard = new DataTransfer();
      clipboard.items.add(new File(['pasted'], 'pasted.txt', { type: 'text/plain' }));
      window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, cancelable: true }));
    });
    await entry('dropped.txt').waitFor();
    await entry('pasted.txt').waitFor();
    await button('Close the list').click();
  });

  it('shows files without running what is in them', async () => {
    const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="run"</script></svg>';
    await service.put('press kit', 'Spring 2026/mark.svg', script, 'image/svg+xml');
    await button('Look again').click();
    await entry('mark.svg').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(script).waitFor();
    await page.keyboard.press('ArrowLeft');
    await dialog.getByText('dropped', { exact: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    const picture = await dialog.getByRole('img', { name: 'Grosse.png' }).elementHandle();
    await page.waitForFunction((image) => image.naturalWidth === 1, picture);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.doesNotMatch(await page.title(), /run/);
  });

  it('gives a link that somebody without an account opens, and that ends', async () => {
    await menu('Grosse.png', 'Copy link');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Good for' }).click();
    await page.getByRole('option', { name: 'One hour' }).click();
    await dialog.getByText(/token=/).waitFor();
    await button('Copy link', dialog).click();
    const link = await until('the link is copied', () => copied(/token=/));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    const answer = await fetch(link);
    assert.equal(answer.status, 200);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), pixel);
    const claims = JSON.parse(Buffer.from(new URL(link).searchParams.get('token').split('.')[1], 'base64url'));
    assert.equal(claims.exp - claims.iat, 3_600);
    assert.notEqual((await fetch(link.replace('Grosse.png', 'mark.svg'))).status, 200);
  });

  it('renames, moves a whole folder, searches, sorts and saves', async () => {
    await menu('Grosse.png', 'Rename');
    await page.getByRole('dialog').getByLabel('New name').fill('cover.png');
    await button('Rename', page.getByRole('dialog')).click();
    await entry('cover.png').waitFor();
    await page.getByRole('searchbox').fill('read');
    await until('only what begins so', async () => (await page.getByRole('row').count()) === 3);
    await page.getByRole('searchbox').fill('');
    await entry('cover.png').waitFor();
    const [saved] = await Promise.all([page.waitForEvent('download'), menu('cover.png', 'Download')]);
    assert.equal(saved.suggestedFilename(), 'cover.png');

    await page.getByRole('navigation', { name: 'Where you are' }).getByText('press kit').click();
    await menu('Spring 2026', 'Move');
    await page.getByRole('dialog').getByLabel('Folder').fill('archive/2026');
    await button('Move', page.getByRole('dialog')).click();
    await notice(page, /^Moved \d+ files\./).waitFor();
    await entry('archive').click();
    await entry('2026').click();
    await entry('Spring 2026').click();
    await entry('cover.png').waitFor();
    await page.getByRole('button', { name: 'Changed' }).click();
    await page.waitForURL(/sort=updated_at-desc/);
  });

  it('pauses and resumes a large upload, and goes on after a reload', async () => {
    await uploadsAt(3_000_000);
    await choose(file('large.txt', 'text/plain', large));
    await row('large.txt')
      .getByText(/^[1-9].* of 14 MB$/)
      .waitFor();
    await button('Pause large.txt').click();
    await row('large.txt')
      .getByText(/^Paused · /)
      .waitFor();

    await page.reload();
    await row('large.txt')
      .getByText(/^Paused · /)
      .waitFor();
    await button('Resume large.txt').click();
    await row('large.txt')
      .getByText(/^[1-9].* of 14 MB$/)
      .waitFor();
    await page.reload();
    await done('large.txt');

    await uploadsAt(-1);
    const kept = await fetch(
      `${server.url}/storage/v1/object/authenticated/press%20kit/archive/2026/Spring%202026/large.txt`,
      {
        headers: { authorization: `Bearer ${service.token}` },
      },
    );
    assert.ok(Buffer.from(await kept.arrayBuffer()).equals(large), 'every byte arrived, once');
    await button('Close the list').click();
  });

  it('goes on by itself when the server was killed under way', async () => {
    await uploadsAt(3_000_000);
    await choose(file('survivor.txt', 'text/plain', large));
    await row('survivor.txt')
      .getByText(/^[1-9].* of 14 MB$/)
      .waitFor();
    await server.kill();
    await page
      .getByRole('contentinfo')
      .getByText(/^Reconnecting/)
      .waitFor();
    await server.start();
    await done('survivor.txt');
    await uploadsAt(-1);
    await button('Close the list').click();
    page.troubles.length = 0;
  });

  it('deletes the selection, empties the bucket and deletes it', async () => {
    await entry('cover.png').focus();
    await page.keyboard.press('Control+A');
    await button('Delete', page.getByRole('toolbar', { name: 'Selection' })).click();
    await button('Delete', page.getByRole('alertdialog')).click();
    await notice(page, /^Deleted \d+ files\./).waitFor();
    await page.getByText('Nothing is in here.').waitFor();

    await page.getByRole('navigation', { name: 'Where you are' }).getByText('Storage').click();
    await service.put('press kit', 'left.txt', 'left', 'text/plain');
    await menu('press kit', 'Delete');
    await button('Delete bucket').click();
    await notice(page, 'Empty it first').waitFor();
    await menu('press kit', 'Empty');
    await button('Empty bucket').click();
    await notice(page, 'press kit is empty.').waitFor();
    await menu('press kit', 'Delete');
    await button('Delete bucket').click();
    await page.getByRole('link', { name: 'press kit' }).waitFor({ state: 'detached' });
  });

  it('shows others nothing of it, and what they may not do in words', async () => {
    const other = await openWindow(browser, { address: server.url });
    await signInWindow(other, visitor, server.url);
    await other.goto('/storage');
    await other.getByRole('link', { name: 'user-uploads' }).waitFor();
    assert.equal(await other.getByRole('button', { name: 'New bucket' }).count(), 0);
    await other.goto('/storage/generated-images');
    await other.getByText('Nothing is in here.').waitFor();
    await other
      .locator('input[type=file]')
      .first()
      .setInputFiles([file('a.png', 'image/png', pixel)]);
    await uploads(other)
      .getByText(/policies of this bucket do not let you/)
      .waitFor();
    await other.close();
  });

  it('had no other trouble', () => assertNoTroubles(page));
});
