import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { demoImage } from '../support/api.js';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { Keyboard } from '../support/keyboard.js';
import { FakeProvider } from '../support/provider.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles, notice, StudioPage } from '../support/studio.js';
import { until } from '../support/until.js';

const owner = { email: 'keys@example.org', password: 'only ten fingers here' };

/**
 * The main journey again, and not one click: only what a keyboard can do, and the focus is seen at every stop. Each step
 * begins at a page loaded anew, so that one failure stays one.
 */
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
  const tiles = () => page.getByRole('gridcell').getByRole('button', { name: /^Done: / });
  const tileHasFocus = () => page.evaluate(() => document.activeElement?.dataset?.tile ?? null);
  const nowhere = () => page.evaluate(() => document.activeElement?.blur());

  /** The first person, by a program where the first step did not make them. */
  const enter = async () => {
    if (api) return;
    const { setup_required } = (await server.api().get('/api/session')).data;
    if (setup_required) {
      (await server.api().post('/api/auth/setup', { ...owner, code: server.run.setup_code })).is(201);
    }
    api = await server.api().signIn(owner.email, owner.password);
    await signInWindow(page, owner, server.url);
  };

  /**
   * A step that stands on no other: signed in, at a page that was loaded anew with no draft of before, connected and
   * still. What it needs besides it makes by the API.
   */
  const step = (name, path, act) =>
    it(name, async () => {
      await enter();
      page.troubles.length = 0;
      await page.evaluate(() => localStorage.clear());
      await page.goto(path);
      await page.getByRole('contentinfo').getByText('Connected').waitFor();
      if (path === '/studio') await until('a price is known', () => studio.priceOnButton());
      await act();
      assertNoTroubles(page);
    });

  const makePictures = (...prompts) => Promise.all(prompts.map((prompt) => api.made(demoImage(prompt))));
  const inLibrary = async () => (await api.get('/api/generations?limit=100')).data.generations.length;
  const withKey = async () => {
    if ((await api.get('/api/api-keys')).data.api_keys.length > 0) return;
    const key = { provider: 'openai', key_name: 'Second', api_key: 'sk-good-by-hand-51bd', base_url: provider.baseUrl };
    (await api.post('/api/api-keys', key)).is(201);
  };

  /** Types what is looked for, and presses Enter when it is marked, can be taken, and nothing moves any more. */
  const takeMarked = async (text, marked, wanted) => {
    await keys.type(text);
    let seen;
    let looks = 0;
    await until(`${text} is marked`, async () => {
      const option = marked.first();
      const words = await option.innerText();
      looks = words === seen ? looks + 1 : 0;
      seen = words;
      if (looks < 3) return false;
      const taken = wanted.test(words) && (await option.getAttribute('aria-disabled')) !== 'true';
      if (!taken) {
        looks = 0;
        await keys.press('ArrowDown');
      }
      return taken;
    });
    await keys.press('Enter');
  };
  const chooseModel = async (name) => {
    await keys.enter(studio.modelPicker);
    const search = page.getByPlaceholder(/^Search \d+ models/);
    await until('the focus is in the search', () => keys.has(search));
    await takeMarked(name, page.locator('[role="option"][data-marked="true"]'), new RegExp(`^${name} `));
    await search.waitFor({ state: 'detached' });
    await keys.to(studio.prompt, 'Shift+Tab');
  };

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

  step('generates with Mod+Enter from the prompt, which has the focus, and hears what happens', '/studio', async () => {
    await until('the focus is in the prompt', () => keys.has(studio.prompt));
    const prompt = await studio.prompt.inputValue();
    assert.ok(prompt.length > 20, 'a prompt is waiting');

    await keys.press('Control+Enter');

    await studio.pictureIsSeen(prompt);
    assert.match(await studio.ended(), /Cost \$0\.00/);
    await page.getByRole('status').filter({ hasText: 'Generation: Done' }).waitFor({ state: 'attached' });
  });

  step('changes parameters with arrows and writes another prompt', '/studio', async () => {
    await keys.fill(studio.prompt, 'A seed kept by hand');
    await keys.to(page.getByRole('radio', { name: '1:1' }));
    await keys.choose('ArrowRight', page.getByRole('radio', { name: '3:2' }));
    await keys.enter(button('Advanced', false));
    await keys.to(page.getByRole('radio', { name: 'New each time' }));
    const seed = page.getByRole('spinbutton', { name: 'Seed' });
    await keys.choose('ArrowRight', page.getByRole('radio', { name: 'Keep one' }));
    await keys.fill(seed, '77');
    await keys.press('Control+Enter');
    await studio.pictureIsSeen('A seed kept by hand');
    const run = await newest();
    assert.equal(run.seed, 77);
    assert.equal(run.parameters.aspect_ratio, '3:2');
  });

  step('walks back to an earlier prompt with Alt+ArrowUp', '/studio', async () => {
    const says = (text) => until(`the prompt is "${text}"`, async () => (await studio.prompt.inputValue()) === text);
    for (const text of ['The first of two', 'The second of two']) {
      await keys.fill(studio.prompt, text);
      await keys.press('Control+Enter');
      await studio.pictureIsSeen(text);
    }
    await keys.to(studio.prompt, 'Shift+Tab');
    await keys.fill(studio.prompt, 'Being written');
    await keys.press('Alt+ArrowUp');
    await says('The second of two');
    await keys.press('Alt+ArrowUp');
    await says('The first of two');
    await keys.press('Alt+ArrowDown');
    await keys.press('Alt+ArrowDown');
    await says('Being written');
  });

  step('reads and copies the call of the run', '/studio', async () => {
    await keys.press('Control+Enter');
    await studio.ended();
    const open = studio.stage.getByRole('button', { name: 'Show API call' });
    await keys.enter(open);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('curl code').waitFor();
    await keys.enter(button('Copy code'));
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await until('the call is copied', async () => /^curl .*\/api\/generate/.test(await copied()));
    // The focus comes back to the button as it does with the window, and its hint with it.
    await keys.press('Tab');
    await keys.to(button('Copy code').or(button('Copied')), 'Shift+Tab');
    await page.getByRole('tooltip').waitFor();
    await keys.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await until('the focus is back where it was', () => keys.has(open));
  });

  step('makes a text', '/studio', async () => {
    await keys.to(page.getByRole('radio', { name: 'Image', exact: true }), 'Shift+Tab');
    await keys.choose('ArrowLeft', page.getByRole('radio', { name: 'Text', exact: true }));
    await keys.to(studio.prompt, 'Shift+Tab');
    await keys.fill(studio.prompt, 'Two sentences on keyboards');
    await keys.press('Control+Enter');
    await studio.stage.getByRole('article', { name: 'Text' }).waitFor();
  });

  step('goes to the library with 2, moves with arrows, opens with Enter, walks and closes', '/studio', async () => {
    await makePictures('One to walk past', 'Two to walk past');
    const all = await inLibrary();
    await nowhere();
    await keys.press('2');
    await page.waitForURL('**/library');
    await until('all of them', async () => (await tiles().count()) === all);
    await keys.to(tiles());
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
    const details = viewer.getByRole('complementary', { name: 'Details' });
    await details.waitFor();
    await keys.press('i');
    await details.waitFor({ state: 'detached' });
    await keys.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    await until('the focus is on the tile again', async () => (await tileHasFocus()) !== null);
  });

  step('throws away with Delete, takes back with Mod+Z, and restores from the trash', '/usage', async () => {
    await makePictures('One to throw away', 'One to keep');
    const all = await inLibrary();
    await nowhere();
    await keys.press('2');
    const left = (count) => until(`${count} tiles`, async () => (await page.getByRole('gridcell').count()) === count);
    await left(all);
    await keys.to(tiles());
    await keys.press('Delete');
    await notice(page, 'Moved 1 item to the trash.').waitFor();
    await left(all - 1);
    await keys.press('Control+z');
    await left(all);

    await keys.to(tiles());
    await keys.press('Space');
    await page.getByText('1 selected').waitFor();
    await keys.press('Delete');
    await left(all - 1);
    await keys.enter(button('Trash'), 'Shift+Tab');
    await page.getByRole('heading', { name: 'Trash' }).waitFor();
    await left(1);
    await keys.to(tiles());
    await keys.press('Space');
    await keys.enter(button('Restore'), 'Shift+Tab');
    await page.getByText('The trash is empty.').waitFor();
    await keys.enter(button('Back to the library'), 'Shift+Tab');
    await left(all);
  });

  step('shows all shortcuts with Shift+?', '/library', async () => {
    await keys.press('Shift+?');
    const help = page.getByRole('dialog');
    await help.getByText('Move to the trash').first().waitFor();
    await keys.press('Escape');
    await help.waitFor({ state: 'detached' });
  });

  step('adds a provider key', '/library', async () => {
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

  step('makes a project with a budget by way of the command palette', '/library', async () => {
    await keys.press('Control+k');
    await until('the focus is in the search', () => keys.has(page.getByPlaceholder('Go to, do, or find a prompt')));
    await takeMarked('create a project', page.locator('[cmdk-item][data-selected="true"]'), /^Create a project/i);
    const dialog = page.getByRole('dialog', { name: 'New project' });
    await dialog.waitFor();
    await keys.fill(dialog.getByLabel('Name'), 'By hand');
    await keys.to(dialog.getByRole('radio', { name: 'No cap' }));
    await keys.choose('ArrowRight', dialog.getByRole('radio', { name: 'Up to an amount' }));
    await keys.fill(dialog.getByLabel('Amount in dollars'), '0.20');
    await keys.press('Enter');
    await page.waitForURL('**/projects/*tab=generate*');
  });

  step('chooses a model that costs money, sees the price and buys once', '/projects', async () => {
    await withKey();
    const project = (await api.post('/api/projects', { name: 'Bought by hand', budget_cents: 20 })).is(201).data;
    const before = (await provider.purchases()).length;
    await page.goto(`/projects/${project.id}?tab=generate`);
    await until('a price is known', () => studio.priceOnButton());
    await chooseModel('GPT Image 2');
    await keys.fill(studio.prompt, 'Bought with a key press');
    await until('a price on the button', async () => /\$/.test((await studio.priceOnButton()) ?? ''));
    await keys.press('Control+Enter');
    await studio.pictureIsSeen('Bought with a key press');
    assert.match(await studio.ended(), /Cost \$0\.\d+/);
    assert.equal((await provider.purchases()).length, before + 1);
    assert.equal((await newest()).project_id, project.id);
  });

  step('cancels a run with Shift+X', '/studio', async () => {
    await withKey();
    await page.reload();
    await until('a price is known', () => studio.priceOnButton());
    await keys.to(page.getByRole('radio', { name: 'Image', exact: true }), 'Shift+Tab');
    await keys.choose('ArrowLeft', page.getByRole('radio', { name: 'Text', exact: true }));
    await chooseModel('GPT-5.4 mini');
    await keys.fill(studio.prompt, 'Never to be finished');
    await provider.hold();
    try {
      await keys.press('Control+Enter');
      await page.getByLabel('Phases').waitFor();
      await nowhere();
      await keys.press('Shift+X');
      await studio.stage.getByRole('heading', { name: 'Cancelled' }).waitFor();
    } finally {
      await provider.release();
    }
    const run = await api.ended((await newest()).id);
    assert.equal(run.prompt, 'Never to be finished');
    assert.equal(run.status, 'cancelled');
  });

  step('reads what was spent, and signs out', '/library', async () => {
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
  });
});
