import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Journey } from '../support/journey.js';
import { freePort } from '../support/places.js';
import { assertNoTroubles, notice, StudioPage } from '../support/studio.js';
import { until } from '../support/until.js';

const goodKey = 'sk-good-of-the-owner-7f3a';
const owner = { email: 'owner@example.org', password: 'a sentence nobody guesses' };

/** Keys, projects, prices, budgets and credits, with a mouse. */
describe('the journey of money, with a mouse', () => {
  const journey = new Journey(owner);
  /** Where nobody answers. */
  let asleep;
  let server;
  let provider;
  let page;
  let studio;

  before(async () => {
    asleep = `127.0.0.1:${await freePort()}`;
    await journey.open(asleep);
    ({ server, provider, page, studio } = journey);
  });
  after(() => journey.close());

  const keyOf = (key_name) => ({ provider: 'openai', key_name, api_key: goodKey, base_url: provider.baseUrl });
  const withKey = async () => {
    if ((await journey.api.get('/api/api-keys')).data.api_keys.length > 0) return;
    (await journey.api.post('/api/api-keys', keyOf('Of the steps'))).is(201);
  };
  /** In a new project, where a run that costs money can be asked for. */
  const inProject = async (name, budget_cents) => {
    await withKey();
    const { id } = (await journey.api.post('/api/projects', { name, budget_cents })).is(201).data;
    await page.goto(`/projects/${id}?tab=generate`);
    await page.getByRole('heading', { name }).waitFor();
  };
  const bought = async () => (await provider.purchases()).length;

  journey.step(
    'adds a provider key: refused when wrong, unverified when nobody answers, valid when good',
    '/settings/keys',
    async () => {
      const stored = async () => (await journey.api.get('/api/api-keys')).data.api_keys.length;
      const before = await stored();
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
      assert.equal(await stored(), before, 'a wrong key is not stored');
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
    },
  );

  journey.step('makes a project with a budget', '/projects', async () => {
    await page.getByRole('button', { name: 'New project' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New project' });
    await dialog.getByLabel('Name').fill('Lighthouses');
    await dialog.getByRole('radio', { name: 'Up to an amount' }).click();
    await dialog.getByLabel('Amount in dollars').fill('0.20');
    await dialog.getByRole('button', { name: 'Create project' }).click();
    await page.waitForURL('**/projects/*tab=generate*');
    await page.getByRole('heading', { name: 'Lighthouses' }).waitFor();
  });

  journey.step('reads the price on the button before, and finds it in the gallery after', '/projects', async () => {
    await inProject('Priced lighthouses', 20);
    const boughtBefore = await bought();
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
    const run = await journey.newest();
    assert.ok(run.cost_micros > 0);
    assert.ok(run.cost_micros <= run.estimate_micros, `${before} on the button, ${caption} after`);
    assert.match(caption, /Cost \$0\.\d+/);
    assert.equal(await bought(), boughtBefore + 1, 'bought once');

    await page.getByRole('tab', { name: 'Assets' }).click();
    const tile = page.getByRole('gridcell').first();
    await tile.hover();
    await tile.getByText(/^\$0\.\d+$/).waitFor();
  });

  journey.step('cancels a run that is under way', '/projects', async () => {
    await inProject('Cancelled lighthouses', 20);
    await provider.hold();
    await studio.chooseType('Text');
    await studio.chooseModel('GPT-5.4 mini');
    await studio.write('Never to be finished');
    await studio.generate.click();
    await page.getByLabel('Phases').waitFor();

    await studio.stage.getByRole('button', { name: 'Cancel' }).click();

    await studio.stage.getByRole('heading', { name: 'Cancelled' }).waitFor();
    await provider.release();
    const run = await journey.api.ended((await journey.newest()).id);
    assert.equal(run.status, 'cancelled');
    const project = (await journey.api.get(`/api/projects/${run.project_id}`)).data;
    assert.equal(project.held_micros, 0, 'nothing is held any more');
  });

  journey.step(
    'is refused over the budget, with a sentence that says what to do, and pays nothing',
    '/projects',
    async () => {
      await inProject('Lighthouses for a cent', 1);
      await studio.chooseType('Image');
      await studio.chooseModel('GPT Image 2');
      await studio.write('One lighthouse too many');
      const boughtBefore = await bought();
      await page.getByText(/This project has .* left and the run needs/).waitFor();

      await studio.generate.click();

      const refusal = page.getByRole('alert');
      await refusal.waitFor();
      assert.match(await refusal.innerText(), /budget/i);
      assert.match(await refusal.innerText(), /Raise|raise/);
      await page.getByRole('region', { name: 'Create' }).getByText('You were not charged.').waitFor();
      assert.equal(await bought(), boughtBefore);
      assert.notEqual((await journey.newest())?.prompt, 'One lighthouse too many');
    },
  );

  journey.step(
    'as an admin sets a key for everyone, makes a second person and grants them credits with a reason',
    '/admin?tab=keys',
    async () => {
      const guest = { email: 'guest@example.org', password: 'another sentence, longer' };
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
    },
  );

  it('lets the second person run on the server key, paid by credits', async () => {
    await journey.enter();
    if ((await journey.api.get('/api/admin/provider-keys')).data.provider_keys.length === 0) {
      (await journey.api.post('/api/admin/provider-keys', keyOf('Of the server'))).is(201);
    }
    const guest = await journey.api.newPerson('second');
    const grant = { user_id: guest.user.id, amount_micros: 500_000, reason: 'A first look' };
    (await journey.api.post('/api/admin/credits', grant)).is(201);
    const other = await journey.window();
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
    const run = (await guest.get('/api/generations')).data.generations[0];
    assert.equal(run.key_source, 'server');
    const session = (await guest.get('/api/session')).data.user;
    assert.equal(session.credits_micros, 500_000 - run.cost_micros);
    assert.equal(session.credits_held_micros, 0);
    await other.goto('/usage');
    await other.getByText('Credits left').waitFor();
    await other.getByRole('region', { name: 'Statement' }).getByText('A first look').waitFor();
    assertNoTroubles(other);
    await other.context().close();
  });
});
