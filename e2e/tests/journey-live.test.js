import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { demoImage } from '../support/api.js';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles, StudioPage } from '../support/studio.js';
import { until } from '../support/until.js';

/** One person with two browsers: what happens in one is seen in the other, and nobody loads a page anew. */
describe('two browsers of one person', () => {
  /** @type {TestServer} */
  let server;
  let browser;
  /** @type {import('playwright-core').Page} */
  let desk;
  /** @type {import('playwright-core').Page} */
  let wall;
  let api;

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    api = server.owner;
    browser = await openBrowser();
    desk = await openWindow(browser, { address: server.url });
    wall = await openWindow(browser, { address: server.url });
    for (const page of [desk, wall]) await signInWindow(page, api, server.url);
    await wall.addInitScript(() =>
      sessionStorage.setItem('loads', String(Number(sessionStorage.getItem('loads')) + 1)),
    );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const tiles = () => wall.getByRole('gridcell');
  const connection = (page) => page.getByRole('contentinfo').getByRole('status');
  const connected = (page) => connection(page).getByText('Connected').waitFor();
  const loads = () => wall.evaluate(() => Number(sessionStorage.getItem('loads')));
  /** Goes by the app's own links, as a person would. */
  const go = (page, name) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();

  it('shows a new picture in the gallery of the other', async () => {
    await wall.goto('/library');
    await connected(wall);
    await wall.getByText('The walls are bare.').waitFor();

    await desk.goto('/studio');
    const studio = new StudioPage(desk);
    await studio.write('A kite over the dunes');
    await studio.generate.click();
    await studio.pictureIsSeen('A kite over the dunes');

    await wall.getByRole('img', { name: 'A kite over the dunes' }).waitFor();
    assert.equal(await tiles().count(), 1);
  });

  it('follows the queue: what waits, what is done', async () => {
    await go(wall, 'Studio');
    await wall
      .getByRole('contentinfo')
      .getByRole('button', { name: /running/i })
      .click();
    await wall.getByRole('dialog', { name: 'Queue' }).getByRole('link', { name: 'Open as a page' }).click();
    await wall.waitForURL('**/queue');
    await wall.getByRole('dialog').waitFor({ state: 'detached' });
    const ended = wall.getByRole('list', { name: 'Ended lately' }).getByRole('listitem');
    await until('the first one is listed', async () => (await ended.count()) === 1);

    const studio = new StudioPage(desk);
    await studio.write('Tide pools in the evening');
    await studio.generate.click();

    await until('it is listed as ended', async () => (await ended.count()) === 2);
    await ended.filter({ hasText: 'Tide pools in the evening' }).getByText(/Done/).waitFor();
  });

  it('shows a project that was made elsewhere, and its new name', async () => {
    await go(wall, 'Projects');
    await wall.getByText('No project yet.').waitFor();

    await go(desk, 'Projects');
    await desk.getByRole('button', { name: 'New project' }).click();
    const dialog = desk.getByRole('dialog', { name: 'New project' });
    await dialog.getByLabel('Name').fill('Coast guide');
    await dialog.getByRole('button', { name: 'Create project' }).click();
    await desk.waitForURL('**/projects/*');

    await wall.getByRole('heading', { name: 'Coast guide' }).waitFor();
    const { projects } = (await api.get('/api/projects')).data;
    (await api.put(`/api/projects/${projects[0].id}`, { name: 'Coast guide, second edition' })).is(200);
    await wall.getByRole('heading', { name: 'Coast guide, second edition' }).waitFor();
  });

  it('takes a tile away when the other moves it to the trash, and brings it back', async () => {
    await go(wall, 'Library');
    await until('both tiles', async () => (await tiles().count()) === 2);
    const { generations } = (await api.get('/api/generations?limit=1')).data;

    (await api.delete(`/api/generations/${generations[0].id}`)).is(200);
    await until('one tile', async () => (await tiles().count()) === 1);
    (await api.post(`/api/generations/${generations[0].id}/restore`)).is(200);
    await until('both again', async () => (await tiles().count()) === 2);
  });

  it('says so when the server goes, and since when', async () => {
    const before = await loads();
    await server.kill();
    for (const page of [desk, wall])
      await connection(page)
        .getByText(/^Reconnecting/)
        .waitFor();

    const keys = new Keyboard(wall);
    await keys.enter(connection(wall).getByRole('button'));
    const more = wall.getByRole('dialog', { name: 'Connection' });
    await more.getByText(/^Since \d/).waitFor();
    await more.getByRole('button', { name: 'Try now' }).waitFor();
    await keys.press('Escape');
    await more.waitFor({ state: 'detached' });
    assert.equal(await tiles().count(), 2, 'what was loaded can still be looked at');
    assert.equal(await loads(), before);
  });

  it('comes back by itself, and shows what happened while nobody listened', async () => {
    const before = await loads();
    await server.start();
    const later = await api.made(demoImage('Made while the wall was deaf'));
    assert.equal(later.status, 'completed');

    await wall.getByRole('img', { name: 'Made while the wall was deaf' }).waitFor();
    for (const page of [desk, wall]) await connected(page);
    assert.equal(await loads(), before, 'no page was loaded anew');

    await api.made(demoImage('Heard over the new connection'));
    await wall.getByRole('img', { name: 'Heard over the new connection' }).waitFor();
  });

  it('says that the device is offline, and catches up afterwards', async () => {
    await wall.context().setOffline(true);
    await connection(wall)
      .getByText(/^Offline/)
      .waitFor();
    await api.made(demoImage('Made while the wall was offline'));

    // The word comes at once, the stream ends some time later: by which way the news came is not asked, only that it did.
    await wall.context().setOffline(false);
    await wall.getByRole('img', { name: 'Made while the wall was offline' }).waitFor();
    await connected(wall);
  });

  it('had no other trouble', () => {
    for (const page of [desk, wall]) {
      page.troubles = page.troubles.filter((each) => !/ERR_|50[0-9]/.test(each));
      assertNoTroubles(page);
    }
  });
});
