import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openWindow } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { FakeProvider } from '../support/provider.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles, notice, StudioPage } from '../support/studio.js';
import { until } from '../support/until.js';

const owner = { email: 'keys@example.org', password: 'only ten fingers here' };

/** The main journey again, and not one click: only what a keyboard can do, and the focus is seen at every stop. */
describe('the journey by keyboard alone', () => {
  /** @type {TestServer} */
  let server;
  /** @type {FakeProvider} */
  let provider;
  let browser;
  /** @type {import('playwright-core').Page} */
  let page;
  let studio;
  let keys;
  let api;

  before(async () => {
    provider = await FakeProvider.start();
    server = await TestServer.start({ ATELIER_OUTBOUND_ALLOW: provider.hostPort, ATELIER_LIMITS: 'off' });
    browser = await openBrowser();
    page = await openWindow(browser, { address: server.url });
    studio = new StudioPage(page);
    keys = new Keyboard(page);
    await page.addInitScript(() => {
      for (const kind of ['mousedown', 'pointerdown', 'touchstart']) {
        addEventListener(kind, () => console.error(`${kind}: this journey has no mouse`), true);
      }
    });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await provider?.close();
  });

  const button = (name, exact = true) => page.getByRole('button', { name, exact });
  const newest = async () => (await api.get('/api/generations?limit=1')).data.generations[0];
  const tileHasFocus = () => page.evaluate(() => document.activeElement?.dataset?.tile ?? null);

  it('creates the first person: the first field has the focus already', async () => {
    await page.goto(`${server.url}/setup?code=${server.run.setup_code}`);
    const email = page.getByLabel('E-mail');
    await until('the focus is in the first field', () => keys.has(email));
    await keys.type(owner.email);
    await keys.fill(page.getByLabel('Password', { exact: true }), owner.password);
    await keys.press('Enter');
    await page.waitForURL('**/studio');
    api = await server.api().signIn(owner.email, owner.password);
  });

  it('generates with Mod+Enter from the prompt, which has the focus, and hears what happens', async () => {
    await until('the focus is in the prompt', () => keys.has(studio.prompt));
    const prompt = await studio.prompt.inputValue();
    await until('a price is known', () => studio.priceOnButton());

    await keys.press('Control+Enter');

    await studio.pictureIsSeen(prompt);
    assert.match(await studio.ended(), /Cost \$0\.00/);
    await page.getByRole('status').filter({ hasText: 'Generation: Done' }).waitFor({ state: 'attached' });
  });

  it('changes type and parameters with arrows and writes another prompt', async () => {
    await keys.fill(studio.prompt, 'A seed kept by hand');
    await keys.to(page.getByRole('radio', { name: '1:1' }));
    await keys.press('ArrowRight');
    assert.equal(await page.getByRole('radio', { name: '3:2' }).getAttribute('aria-checked'), 'true');
    await keys.enter(button('Advanced', false));
    await keys.to(page.getByRole('radio', { name: 'New each time' }));
    await keys.press('ArrowRight');
    const seed = page.getByRole('spinbutton', { name: 'Seed' });
    await keys.fill(seed, '77');
    await keys.press('Control+Enter');
    await studio.pictureIsSeen('A seed kept by hand');
    const run = await newest();
    assert.equal(run.seed, 77);
    assert.equal(run.parameters.aspect_ratio, '3:2');
  });

  it('walks back to an earlier prompt with Alt+ArrowUp', async () => {
    await keys.press('Escape');
    await keys.to(studio.prompt, 'Shift+Tab');
    const now = await studio.prompt.inputValue();
    await keys.press('Alt+ArrowUp');
    await keys.press('Alt+ArrowUp');
    assert.notEqual(await studio.prompt.inputValue(), now);
    await keys.press('Alt+ArrowDown');
    await keys.press('Alt+ArrowDown');
  });

  it('reads and copies the call of the run', async () => {
    const open = studio.stage.getByRole('button', { name: 'Show API call' });
    await keys.enter(open);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('curl code').waitFor();
    await keys.enter(button('Copy code'));
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^curl .*\/api\/generate/);
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await until('the focus is back where it was', () => keys.has(open), 3_000);
  });

  it('makes a text', async () => {
    await keys.to(page.getByRole('radio', { name: 'Image', exact: true }), 'Shift+Tab');
    await keys.press('ArrowLeft');
    await keys.to(studio.prompt, 'Shift+Tab');
    await keys.fill(studio.prompt, 'Two sentences on keyboards');
    await keys.press('Control+Enter');
    await studio.stage.getByRole('article', { name: 'Text' }).waitFor({ timeout: 30_000 });
  });

  it('goes to the library with 2, moves with arrows, opens with Enter, walks and closes', async () => {
    await keys.press('Escape');
    await page.evaluate(() => document.activeElement?.blur());
    await keys.press('2');
    await page.waitForURL('**/library');
    const tiles = page.getByRole('gridcell').getByRole('button', { name: /^Done: / });
    await until('three tiles', async () => (await tiles.count()) === 3);
    await keys.to(tiles);
    const first = await tileHasFocus();
    await keys.press('ArrowRight');
    await until('the focus moved', async () => ![null, first].includes(await tileHasFocus()));
    const second = await tileHasFocus();
    await keys.press('Enter');
    const viewer = page.getByRole('dialog');
    await viewer.waitFor();
    await page.waitForURL(`**view=${second}*`);
    await keys.press('ArrowLeft');
    await page.waitForURL(`**view=${first}*`);
    await keys.press('ArrowRight');
    await page.waitForURL(`**view=${second}*`);
    await keys.press('i');
    await viewer.getByRole('complementary', { name: 'Details' }).waitFor({ state: 'detached' });
    await keys.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    await until('the focus is on the tile again', async () => (await tileHasFocus()) !== null);
  });

  it('throws away with Delete, takes back with Mod+Z, and restores from the trash', async () => {
    const count = () => page.getByRole('gridcell').count();
    await keys.to(page.getByRole('gridcell').getByRole('button', { name: /^Done: / }));
    await keys.press('Delete');
    await notice(page, 'Moved 1 item to the trash.').waitFor();
    assert.equal(await count(), 2);
    await keys.press('Control+z');
    await until('taken back', async () => (await count()) === 3);

    await keys.to(page.getByRole('gridcell').getByRole('button', { name: /^Done: / }));
    await keys.press('Space');
    await page.getByText('1 selected').waitFor();
    await keys.press('Delete');
    await until('one less', async () => (await count()) === 2);
    await keys.enter(button('Trash'), 'Shift+Tab');
    await page.getByRole('heading', { name: 'Trash' }).waitFor();
    await until('one in the trash', async () => (await count()) === 1);
    await keys.to(page.getByRole('gridcell').getByRole('button', { name: /^Done: / }));
    await keys.press('Space');
    await keys.enter(button('Restore'), 'Shift+Tab');
    await page.getByText('The trash is empty.').waitFor();
    await keys.enter(button('Back to the library'), 'Shift+Tab');
    await until('restored', async () => (await count()) === 3);
  });

  it('shows all shortcuts with Shift+?', async () => {
    await page.evaluate(() => document.activeElement?.blur());
    await keys.press('Shift+?');
    const help = page.getByRole('dialog');
    await help.getByText('Move to the trash').first().waitFor();
    await keys.press('Escape');
    await help.waitFor({ state: 'detached' });
  });

  it('adds a provider key', async () => {
    await keys.press('5');
    await page.waitForURL('**/settings/keys');
    await keys.enter(button('Add a key'));
    const dialog = page.getByRole('dialog', { name: 'Add a provider key' });
    await keys.fill(dialog.getByLabel('Key', { exact: true }), 'sk-good-by-hand-51bc');
    await keys.fill(dialog.getByLabel('Address of the API'), provider.baseUrl);
    await keys.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'Main' }).getByText('Works').waitFor();
  });

  it('makes a project with a budget by way of the command palette', async () => {
    await keys.press('Control+k');
    await page.getByPlaceholder('Go to, do, or find a prompt').waitFor();
    await keys.type('create a project');
    await keys.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New project' });
    await dialog.waitFor();
    await keys.fill(dialog.getByLabel('Name'), 'By hand');
    await keys.to(dialog.getByRole('radio', { name: 'No cap' }));
    await keys.press('ArrowRight');
    await keys.fill(dialog.getByLabel('Amount in dollars'), '0.20');
    await keys.press('Enter');
    await page.waitForURL('**/projects/*tab=generate*');
  });

  it('chooses a model that costs money, sees the price and buys once', async () => {
    await until('the studio of the project is there', () => studio.prompt.isVisible());
    await keys.to(page.getByRole('radio', { name: 'Text', exact: true }));
    await keys.press('ArrowRight');
    await keys.enter(studio.modelPicker);
    await page.getByPlaceholder(/^Search \d+ models/).waitFor();
    await keys.type('GPT Image 2');
    // The list narrows while one types; what is marked must have stopped moving before Enter takes it.
    let looks = 0;
    await until('the wanted one is marked', async () => {
      if (/^GPT Image 2 /.test(await markedOption(page))) return ++looks > 2;
      looks = 0;
      await keys.press('ArrowDown');
      return false;
    });
    await keys.press('Enter');
    await keys.to(studio.prompt, 'Shift+Tab');
    await keys.fill(studio.prompt, 'Bought with a key press');
    await until('a price on the button', async () => /\$/.test((await studio.priceOnButton()) ?? ''));
    await keys.press('Control+Enter');
    await studio.pictureIsSeen('Bought with a key press');
    assert.match(await studio.ended(), /Cost \$0\.\d+/);
    assert.equal((await provider.purchases()).length, 1);
    assert.ok((await newest()).project_id);
  });

  it('cancels a run with Shift+X', async () => {
    await provider.hold();
    await keys.to(page.getByRole('radio', { name: 'Image', exact: true }));
    await keys.press('ArrowLeft');
    await keys.enter(studio.modelPicker);
    await page.getByPlaceholder(/^Search \d+ models/).waitFor();
    await keys.type('GPT-5.4 mini');
    await keys.press('Enter');
    await keys.to(studio.prompt, 'Shift+Tab');
    await keys.fill(studio.prompt, 'Never to be finished');
    await keys.press('Control+Enter');
    await page.getByLabel('Phases').waitFor();
    await page.evaluate(() => document.activeElement?.blur());
    await keys.press('Shift+X');
    await studio.stage.getByRole('heading', { name: 'Cancelled' }).waitFor();
    await provider.release();
    const run = await api.ended((await newest()).id);
    assert.equal(run.status, 'cancelled');
  });

  it('reads what was spent, and signs out', async () => {
    await keys.press('4');
    await page.waitForURL('**/usage');
    await page.getByText('By model').waitFor();
    await keys.enter(button(`Account of ${owner.email}`));
    const items = page.getByRole('menuitem');
    await until('the menu has the focus', async () => (await keys.has(page.getByRole('menu'))) || keys.has(items));
    await keys.press('End');
    await until('the last one is marked', () => keys.has(items.filter({ hasText: 'Sign out' })));
    await keys.press('Enter');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    assertNoTroubles(page);
  });
});

const markedOption = (page) => page.locator('[role="option"][data-marked="true"]').first().innerText();
