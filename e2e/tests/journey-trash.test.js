import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { StorageClient } from '../screens/files.js';
import { demoImage } from '../support/api.js';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles } from '../support/studio.js';
import { until } from '../support/until.js';

/** What is removed and comes back, and a number that is confirmed: by keyboard, with a second browser beside it. */
describe('trash and telephone by keyboard', () => {
  /** @type {TestServer} */
  let server;
  let browser;
  /** @type {import('playwright-core').Page} */
  let desk;
  /** @type {import('playwright-core').Page} */
  let wall;
  let keys;
  let own;

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_AUTH_AUTOCONFIRM: 'off' });
    own = new StorageClient(server.url, server.owner.token);
    browser = await openBrowser();
    desk = await openWindow(browser, { address: server.url });
    wall = await openWindow(browser, { address: server.url });
    for (const page of [desk, wall]) await signInWindow(page, server.owner, server.url);
    keys = new Keyboard(desk);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const trash = (page) => page.getByRole('region', { name: 'Trash' });
  const restore = (page, name) => trash(page).getByRole('button', { name: `Restore ${name}` });
  const connected = (page) => page.getByRole('contentinfo').getByText('Connected').waitFor();
  const remove = (bucket, ...prefixes) =>
    own.send('DELETE', `/object/${bucket}`, JSON.stringify({ prefixes }), 'application/json');

  it('brings a result back to its place, at its address', async () => {
    const { id, result } = await server.owner.made(demoImage('A kite over the dunes'));
    const [output] = result.outputs;
    const status = async (url) => (await server.owner.get(url)).status;
    const file = `${server.owner.user.id}/images/${output.id}.png`;
    assert.equal(await status(output.thumbnail_url), 200);

    await remove('generated-images', file);
    assert.equal(await status(output.url), 404);
    await wall.goto('/storage');
    await connected(wall);
    await restore(wall, `${output.id}.png`).waitFor();
    await desk.goto('/storage');
    await keys.enter(restore(desk, `${output.id}.png`));
    await restore(wall, `${output.id}.png`).waitFor({ state: 'detached' });

    assert.equal(await status(output.url), 200);
    assert.equal(await status(output.thumbnail_url), 200);
    const again = (await server.owner.get(`/api/generations/${id}`)).is(200).data;
    assert.deepEqual(again.result.outputs, result.outputs);
    await wall.goto('/library');
    const picture = wall.getByRole('img', { name: 'A kite over the dunes' });
    await picture.waitFor();
    await wall.waitForFunction((image) => image.naturalWidth > 0, await picture.elementHandle());
  });

  it('deletes for good after a question, and the other browser sees it go', async () => {
    const file = `${server.owner.user.id}/thrown away.txt`;
    await own.put('user-uploads', file, 'gone soon', 'text/plain');
    await remove('user-uploads', file);
    await wall.goto('/storage');
    await connected(wall);
    await restore(wall, 'thrown away.txt').waitFor();
    await desk.goto('/storage');

    await keys.enter(trash(desk).getByRole('button', { name: 'Delete thrown away.txt for good' }));
    await desk.getByText('This cannot be undone.').waitFor();
    await keys.press('Escape');
    await desk.getByText('This cannot be undone.').waitFor({ state: 'detached' });
    assert.equal(await restore(wall, 'thrown away.txt').count(), 1);
    await keys.enter(trash(desk).getByRole('button', { name: 'Empty the trash' }));
    await keys.enter(
      desk.getByRole('alertdialog').or(desk.getByRole('dialog')).getByRole('button', { name: 'Empty the trash' }),
    );

    await restore(wall, 'thrown away.txt').waitFor({ state: 'detached' });
    await trash(wall).getByText('Nothing is in the trash.').waitFor();
  });

  it('adds a number and confirms it by the code that came', async () => {
    await desk.goto('/account');
    const part = desk.getByRole('region', { name: 'Telephone' });
    await keys.to(part.getByLabel('Number'));
    await keys.type('+41 79 123 45 67');
    await keys.press('Enter');
    const code = await until('the message', async () => {
      const { messages } = (await server.owner.get('/api/admin/messages?recipient=41791234567')).is(200).data;
      return messages[0]?.text.match(/\d{6}/)?.[0];
    });
    await keys.to(part.getByLabel('Code from the text message'));
    await keys.type(code);
    await keys.press('Enter');

    await part.getByText('+41791234567').waitFor();
    await part.getByText(/You can sign in with a code sent to/).waitFor();
  });

  it('had no other trouble', () => {
    for (const page of [desk, wall]) assertNoTroubles(page);
  });
});
