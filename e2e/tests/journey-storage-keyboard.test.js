import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { StorageClient } from '../screens/files.js';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles, notice } from '../support/studio.js';
import { until } from '../support/until.js';

/** What journey-storage does by mouse, by keys alone. */
describe('storage by keyboard', () => {
  let server;
  let browser;
  let page;
  let keys;

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    browser = await openBrowser();
    page = await openWindow(browser, { address: server.url });
    await signInWindow(page, server.owner, server.url);
    await page.addInitScript(() => {
      for (const kind of ['mousedown', 'pointerdown', 'touchstart']) {
        addEventListener(kind, () => console.error(`${kind}: this journey has no mouse`), true);
      }
    });
    keys = new Keyboard(page);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const entry = (name) => page.getByRole('gridcell').getByRole('button', { name, exact: true });
  const marked = (name) => until(`${name} has the focus`, () => keys.has(entry(name)));

  const putFiles = async (folder) => {
    const own = new StorageClient(server.url, server.owner.token);
    for (const name of ['a.txt', 'b.txt', 'c.txt', 'folder/inside.txt']) {
      await own.put('user-uploads', `${folder}/${name}`, `The text of ${name}`, 'text/plain');
    }
  };
  /** A step of its own: the same four entries in a folder of their own, opened anew as a list. */
  const inFolder = async (name) => {
    const folder = `${server.owner.user.id}/${name}`;
    await putFiles(folder);
    await page.goto(`/storage/user-uploads?path=${encodeURIComponent(`${folder}/`)}`);
    await entry('c.txt').waitFor();
    await page.getByRole('contentinfo').getByText('Connected').waitFor();
  };

  it('goes to storage with 6 and opens bucket and folder with Enter', async () => {
    await putFiles(server.owner.user.id);
    await page.goto('/library');
    await page.getByText('The walls are bare.').waitFor();
    await page.getByRole('contentinfo').getByText('Connected').waitFor();
    await keys.press('6');
    await page.waitForURL('**/storage');
    await keys.enter(page.getByRole('link', { name: 'user-uploads' }));
    await keys.enter(entry('My files'));
    await entry('folder').waitFor();
  });

  it('walks with arrows, looks into files and comes back to them', async () => {
    await inFolder('to walk');
    await keys.to(entry('folder'));
    await keys.press('ArrowDown');
    await marked('a.txt');
    await keys.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The text of a.txt').waitFor();
    await keys.press('ArrowRight');
    await dialog.getByText('The text of b.txt').waitFor();
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await marked('b.txt');
  });

  it('renames with F2 and deletes the selection with Delete', async () => {
    await inFolder('to rename');
    await keys.to(entry('folder'));
    await keys.press('ArrowDown');
    await marked('a.txt');
    await keys.press('ArrowDown');
    await marked('b.txt');
    await keys.press('F2');
    const dialog = page.getByRole('dialog', { name: 'Rename b.txt' });
    await until('the focus is in the field', () => keys.has(dialog.getByLabel('New name')));
    await keys.press('Control+A');
    await keys.type('renamed.txt');
    await keys.press('Enter');
    await entry('renamed.txt').waitFor();
    await keys.to(page.getByRole('gridcell').getByRole('button', { name: /\.txt$|^folder$/ }));
    await keys.press('Home');
    await marked('folder');
    await keys.press('Space');
    await keys.press('ArrowDown');
    await marked('a.txt');
    await keys.press('Space');
    await page.getByText('2 selected').waitFor();
    await keys.press('Delete');
    const sure = page.getByRole('alertdialog');
    await sure.waitFor();
    await keys.enter(sure.getByRole('button', { name: 'Delete' }));
    await notice(page, 'Deleted 2 files.').waitFor();
    await until('two are left', async () => (await page.getByRole('row').count()) === 3);
  });

  it('makes a folder, changes to tiles, and reads the rules', async () => {
    await inFolder('to change');
    await keys.enter(page.getByRole('button', { name: 'New folder' }));
    await until('the focus is in the field', () => keys.has(page.getByRole('dialog').getByLabel('Name')));
    await keys.type('by hand');
    await keys.press('Enter');
    await entry('by hand').waitFor();
    await keys.to(page.getByRole('radio', { name: 'List' }), 'Shift+Tab');
    await keys.choose('ArrowRight', page.getByRole('radio', { name: 'Tiles' }));
    await keys.to(entry('by hand'));
    await keys.press('ArrowRight');
    await until('the focus moved on', async () => !(await keys.has(entry('by hand'))));
    await keys.enter(page.getByRole('button', { name: 'Rules of this bucket' }), 'Shift+Tab');
    await page
      .getByRole('dialog')
      .getByText(/Nobody reads a file unless/)
      .waitFor();
    await keys.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assertNoTroubles(page);
  });
});
