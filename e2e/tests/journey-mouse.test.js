import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openBrowser, openWindow } from '../support/browser.js';
import { freePort } from '../support/places.js';
import { FakeProvider } from '../support/provider.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles, notice, StudioPage } from '../support/studio.js';
import { until } from '../support/until.js';

const goodKey = 'sk-good-of-the-owner-7f3a';
const owner = { email: 'owner@example.org', password: 'a sentence nobody guesses' };
const guest = { email: 'guest@example.org', password: 'another sentence, longer' };

/** One person from the printed address to everything the studio does, with a mouse. Each step stands on the last. */
describe('the journey with a mouse', () => {
  /** @type {TestServer} */
  let server;
  /** @type {FakeProvider} */
  let provider;
  /** Where nobody answers. */
  let asleep;
  let browser;
  /** @type {import('playwright-core').Page} */
  let page;
  /** @type {StudioPage} */
  let studio;
  /** What the API says of the owner. */
  let api;
  let firstPrompt;

  before(async () => {
    provider = await FakeProvider.start();
    asleep = `127.0.0.1:${await freePort()}`;
    server = await TestServer.start({
      ATELIER_OUTBOUND_ALLOW: `${provider.hostPort},${asleep}`,
      ATELIER_LIMITS: 'off',
    });
    browser = await openBrowser();
    page = await openWindow(browser, { address: server.url });
    studio = new StudioPage(page);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await provider?.close();
  });

  const newest = async () => (await api.get('/api/generations?limit=1')).data.generations[0];

  it('opens the printed address, fills two fields and is in the studio', async () => {
    await page.goto(`${server.url}/setup?code=${server.run.setup_code}`);
    await page.getByLabel('E-mail').fill(owner.email);
    assert.equal(await page.getByRole('textbox').count(), 2, 'two fields');
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Open the studio' }).click();

    await page.waitForURL('**/studio');
    assert.ok(!page.url().includes('code='), 'the code is not kept in the address');
    firstPrompt = await studio.prompt.inputValue();
    assert.ok(firstPrompt.length > 20, 'a prompt is waiting');
    assert.match(await studio.modelPicker.innerText(), /Demo/);
    api = await server.api().signIn(owner.email, owner.password);
  });

  it('presses Generate, sees the phases and then the picture, in the gallery too, for nothing', async () => {
    assert.equal(await studio.priceOnButton(), 'Free');
    const phases = await watchPhases(page);

    await studio.generate.click();

    await studio.pictureIsSeen(firstPrompt);
    assert.match(await studio.ended(), /Cost \$0\.00/);
    const seen = await phases();
    assert.ok(seen.length > 0, 'at least one phase was shown on the way');
    await studio.recent
      .getByRole('button', { name: /^Done: / })
      .first()
      .waitFor();
    const run = await newest();
    assert.equal(run.prompt, firstPrompt);
    assert.equal(run.status, 'completed');
    assert.equal(run.cost_micros, 0);
  });

  it('copies the call of the run, with a key made for it, and the call works', async () => {
    await studio.stage.getByRole('button', { name: 'Show API call' }).click();
    await page.getByRole('button', { name: 'Create a key for it' }).click();
    await page.getByText('The key in the code is shown only now').waitFor();
    const code = await page.getByLabel('curl code').innerText();
    assert.match(code, /^curl /);

    const { stdout } = await promisify(execFile)('bash', ['-c', code], { timeout: 20_000 });
    const answer = JSON.parse(stdout);

    assert.equal(answer.success, true, JSON.stringify(answer));
    const again = await api.ended(answer.data.id);
    assert.equal(again.status, 'completed');
    assert.equal(again.prompt, firstPrompt);
    await page.keyboard.press('Escape');
    await until('the run of the program appears by itself', async () => (await studio.recentTiles.count()) === 2);
  });

  it('makes a text and a sound', async () => {
    await studio.chooseType('Text');
    await studio.write('Three sentences about the smell of rain');
    await studio.generate.click();
    const text = studio.stage.getByRole('article', { name: 'Text' });
    await text.waitFor({ timeout: 30_000 });
    assert.ok((await text.innerText()).length > 40);

    await studio.chooseType('Audio');
    await studio.write('A slow bell over water');
    await studio.generate.click();
    const sound = studio.stage.locator('audio');
    await sound.waitFor({ state: 'attached', timeout: 30_000 });
    await page.waitForFunction((audio) => audio.duration > 1, await sound.elementHandle());
    await studio.stage.getByRole('button', { name: 'Play' }).waitFor();
  });

  it('finds everything after a reload', async () => {
    await page.reload();
    await until('four tiles', async () => (await studio.recentTiles.count()) === 4);
    await page.goto('/library');
    await until('four in the library', async () => (await page.getByRole('gridcell').count()) === 4);
  });

  it('finds everything after the server was killed, without signing in again', async () => {
    await server.kill();
    await page.getByText(/Reconnecting/).waitFor();
    await server.start();

    await page.reload();

    await until('four in the library', async () => (await page.getByRole('gridcell').count()) === 4);
    await page.getByText('Connected').waitFor();
    page.troubles.length = 0;
  });

  it('walks the pictures in the viewer and reads the details', async () => {
    await page.getByRole('gridcell').last().getByRole('button').first().click();
    const viewer = page.getByRole('dialog');
    await viewer.getByRole('img', { name: firstPrompt }).waitFor();
    const details = viewer.getByRole('complementary', { name: 'Details' });
    assert.match(await details.innerText(), /demo-image/);
    assert.match(await details.innerText(), /Charged\s+\$0\.00/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      viewer.getByRole('button', { name: 'Download' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.(png|webp|jpg)$/);
    await viewer.getByRole('button', { name: 'Newer one' }).click();
    await page.waitForURL(/view=/);
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
  });

  it('uploads a reference picture and uses it', async () => {
    const [asset] = (await api.made(palette())).result.outputs;
    const bytes = Buffer.from(await (await fetch(server.url + asset.url)).arrayBuffer());
    await page.goto('/studio');
    await studio.chooseType('Image');
    await page
      .getByLabel('Reference picture file')
      .setInputFiles({ name: 'palette.png', mimeType: asset.mime_type, buffer: bytes });
    await page.getByRole('img', { name: 'Reference picture 1' }).waitFor();
    await studio.write('The same colours, another place');

    await studio.generate.click();

    await studio.pictureIsSeen('The same colours, another place');
    await page.getByRole('button', { name: 'Remove reference picture 1' }).click();
  });

  it('throws away, takes back, throws away again and restores from the trash', async () => {
    const count = async () => page.getByRole('gridcell').count();
    await page.goto('/library');
    await until('the library is there', async () => (await count()) === 6);
    const first = page.getByRole('gridcell').first();
    await first.hover();
    await first.getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await until('one less', async () => (await count()) === 5);
    await notice(page, 'Moved 1 item to the trash.').getByRole('button', { name: 'Undo' }).click();
    await until('taken back', async () => (await count()) === 6);

    await first.hover();
    await first.getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await until('one less', async () => (await count()) === 5);
    await page.getByRole('button', { name: 'Trash', exact: true }).click();
    await page.getByRole('heading', { name: 'Trash' }).waitFor();
    await until('one in the trash', async () => (await count()) === 1);
    await first.hover();
    await first.getByRole('checkbox').click();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('The trash is empty.').waitFor();
    await page.getByRole('button', { name: 'Back to the library' }).click();
    await until('restored', async () => (await count()) === 6);
  });

  it('adds a provider key: refused when wrong, unverified when nobody answers, valid when good', async () => {
    await page.goto('/settings/keys');
    const open = async () => {
      await page.getByRole('button', { name: 'Add a key' }).click();
      return page.getByRole('dialog', { name: 'Add a provider key' });
    };
    const fill = async (dialog, key, name, address) => {
      await dialog.getByLabel('Key', { exact: true }).fill(key);
      await dialog.getByText('This looks like a key of OpenAI').waitFor();
      await dialog.getByLabel('Name').fill(name);
      await dialog.getByLabel('Address of the API').fill(address);
      await dialog.getByRole('button', { name: 'Add key' }).click();
    };

    const wrong = await open();
    await fill(wrong, 'sk-wrong-key-0000', 'Wrong', provider.baseUrl);
    await wrong.getByRole('alert').first().waitFor();
    assert.match(await wrong.innerText(), /reject|refus|not accept/i);
    assert.equal((await api.get('/api/api-keys')).data.api_keys.length, 0, 'a wrong key is not stored');
    await page.keyboard.press('Escape');

    await fill(await open(), 'sk-unreachable-1111', 'Asleep', `http://${asleep}/v1`);
    await page.getByRole('listitem').filter({ hasText: 'Asleep' }).getByText('Unverified').waitFor();

    await fill(await open(), goodKey, 'Main', provider.baseUrl);
    const row = page.getByRole('listitem').filter({ hasText: 'Main' });
    await row.getByText('Works').waitFor();
    assert.match(await row.innerText(), new RegExp(goodKey.slice(-4)));
    assert.ok(!(await page.content()).includes(goodKey), 'the key is not in the page');

    const unused = page.getByRole('listitem').filter({ hasText: 'Asleep' });
    await unused.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete key' }).click();
    await unused.waitFor({ state: 'detached' });
  });

  it('makes a project with a budget', async () => {
    await page.goto('/projects');
    await page.getByRole('button', { name: 'New project' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New project' });
    await dialog.getByLabel('Name').fill('Lighthouses');
    await dialog.getByRole('radio', { name: 'Up to an amount' }).click();
    await dialog.getByLabel('Amount in dollars').fill('0.20');
    await dialog.getByRole('button', { name: 'Create project' }).click();
    await page.waitForURL('**/projects/*tab=generate*');
    await page.getByRole('heading', { name: 'Lighthouses' }).waitFor();
  });

  it('reads the price on the button before, and finds it in the gallery after', async () => {
    await studio.chooseType('Image');
    await studio.chooseModel('GPT Image 2');
    await studio.write('A lighthouse that costs money');
    const before = await until('a price on the button', async () => {
      const price = await studio.priceOnButton();
      return price !== 'Free' && price;
    });

    await studio.generate.click();

    await studio.pictureIsSeen('A lighthouse that costs money');
    const caption = await studio.ended();
    const run = await newest();
    assert.ok(run.cost_micros > 0);
    assert.ok(run.cost_micros <= run.estimate_micros, `${before} on the button, ${caption} after`);
    assert.match(caption, /Cost \$0\.\d+/);
    assert.equal((await provider.purchases()).length, 1, 'bought once');

    await page.getByRole('tab', { name: 'Assets' }).click();
    const tile = page.getByRole('gridcell').first();
    await tile.hover();
    await tile.getByText(/^\$0\.\d+$/).waitFor();
  });

  it('cancels a run that is under way', async () => {
    await provider.hold();
    await page.getByRole('tab', { name: 'Generate' }).click();
    await studio.chooseType('Text');
    await studio.chooseModel('GPT-5.4 mini');
    await studio.write('Never to be finished');
    await studio.generate.click();
    await page.getByLabel('Phases').waitFor();

    await studio.stage.getByRole('button', { name: 'Cancel' }).click();

    await studio.stage.getByRole('heading', { name: 'Cancelled' }).waitFor();
    await provider.release();
    const run = await api.ended((await newest()).id);
    assert.equal(run.status, 'cancelled');
    const project = (await api.get(`/api/projects/${run.project_id}`)).data;
    assert.equal(project.held_micros, 0, 'nothing is held any more');
  });

  it('is refused over the budget, with a sentence that says what to do, and pays nothing', async () => {
    const project = (await api.get('/api/projects')).data.projects[0];
    (await api.put(`/api/projects/${project.id}`, { budget_cents: 1 })).is(200);
    await page.reload();
    await studio.chooseType('Image');
    await studio.chooseModel('GPT Image 2');
    await studio.write('One lighthouse too many');
    const bought = (await provider.purchases()).length;
    await page.getByText(/This project has .* left and the run needs/).waitFor();

    await studio.generate.click();

    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    assert.match(await refusal.innerText(), /budget/i);
    assert.match(await refusal.innerText(), /Raise|raise/);
    await page.getByRole('region', { name: 'Create' }).getByText('You were not charged.').waitFor();
    assert.equal((await provider.purchases()).length, bought);
    assert.notEqual((await newest()).prompt, 'One lighthouse too many');
  });

  it('as an admin sets a key for everyone, makes a second person and grants them credits with a reason', async () => {
    await page.goto('/admin?tab=keys');
    await page.getByRole('button', { name: 'Add a key' }).click();
    const key = page.getByRole('dialog', { name: 'Add a provider key' });
    await key.getByLabel('Key', { exact: true }).fill(goodKey);
    await key.getByLabel('Address of the API').fill(provider.baseUrl);
    await key.getByRole('button', { name: 'Add key' }).click();
    await key.waitFor({ state: 'detached' });
    await page.getByText('Works').first().waitFor();

    await page.getByRole('tab', { name: 'People' }).click();
    await page.getByRole('button', { name: 'New person' }).click();
    const person = page.getByRole('dialog', { name: 'New person' });
    await person.getByLabel('E-mail').fill(guest.email);
    await person.getByLabel('First password').fill(guest.password);
    await person.getByRole('button', { name: 'Create account' }).click();
    await person.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: `Actions for ${guest.email}` }).click();
    await page.getByRole('menuitem', { name: 'Grant credits' }).click();
    const grant = page.getByRole('dialog', { name: 'Grant credits' });
    await grant.getByLabel('Amount in dollars').fill('0.50');
    await grant.getByRole('button', { name: 'Grant credits' }).click();
    await grant.getByText('Write why.').waitFor();
    await grant.getByLabel('Reason').fill('A first look');
    await grant.getByRole('button', { name: 'Grant credits' }).click();
    await notice(page, `${guest.email} now has $0.500.`).waitFor();

    await page.getByRole('tab', { name: 'Audit log' }).click();
    await page
      .getByText(/credit/i)
      .first()
      .waitFor();
    assertNoTroubles(page);
  });

  it('lets the second person run on the server key, paid by credits', async () => {
    const other = await openWindow(browser, { address: server.url });
    const theirs = new StudioPage(other);
    await other.goto('/');
    await other.getByRole('link', { name: 'Sign in' }).click();
    await other.getByLabel('E-mail').fill(guest.email);
    await other.getByLabel('Password', { exact: true }).fill(guest.password);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.waitForURL('**/studio');
    await other.getByText('The easel is empty.').waitFor();
    await theirs.chooseModel('GPT Image 2');
    await theirs.write('Paid by credits');
    await other.getByText(/of \$0\.500 credits is held/).waitFor();

    await theirs.generate.click();

    await theirs.pictureIsSeen('Paid by credits');
    const guestApi = await server.api().signIn(guest.email, guest.password);
    const run = (await guestApi.get('/api/generations')).data.generations[0];
    assert.equal(run.key_source, 'server');
    const session = (await guestApi.get('/api/session')).data.user;
    assert.equal(session.credits_micros, 500_000 - run.cost_micros);
    assert.equal(session.credits_held_micros, 0);
    await other.goto('/usage');
    await other.getByText('Credits left').waitFor();
    await other.getByRole('region', { name: 'Statement' }).getByText('A first look').waitFor();
    assertNoTroubles(other);
    await other.context().close();
  });

  it('signs out and is nobody', async () => {
    await page.getByRole('button', { name: `Account of ${owner.email}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.goto('/library');
    await page.waitForURL('**/sign-in*');
    assertNoTroubles(page);
  });
});

const palette = () => ({
  provider: 'demo',
  model: 'demo-image',
  generation_type: 'image',
  prompt: 'a palette',
  parameters: { seed: 3 },
});

/** Collects the phases the page shows from now on. */
async function watchPhases(page) {
  await page.evaluate(() => {
    window.phasesSeen = new Set();
    const look = () => {
      const step = document.querySelector('[aria-label="Phases"] [aria-current="step"]');
      if (step) window.phasesSeen.add(step.textContent);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  return () => page.evaluate(() => [...window.phasesSeen]);
}
