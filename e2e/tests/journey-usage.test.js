import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { demoImage, demoText } from '../support/api.js';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { FakeProvider } from '../support/provider.js';
import { TestServer } from '../support/server.js';
import { assertNoTroubles } from '../support/studio.js';
import { until } from '../support/until.js';

/** What an organisation made and spent, as its owner reads it, and as others may not. */
describe('the usage of an organisation', () => {
  let provider;
  let server;
  let browser;
  let ada;
  let bob;
  let stranger;
  let press;
  /** What the run that costs money cost. */
  let paid;

  before(async () => {
    provider = await FakeProvider.start();
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_OUTBOUND_ALLOW: provider.hostPort });
    ada = await server.owner.newPerson('ada');
    bob = await server.owner.newPerson('bob');
    stranger = await server.owner.newPerson('stranger');
    press = (await ada.post('/api/organisations', { name: 'Lighthouse press' })).is(201).data;
    await join(bob);
    const book = (await ada.post('/api/projects', { name: 'Autumn book', org_id: press.id })).is(201).data;
    const again = (await ada.post('/api/projects', { name: 'Autumn book', org_id: press.id })).is(201).data;
    const key = { provider: 'openai', key_name: 'Main', api_key: 'sk-good-of-ada-11aa', base_url: provider.baseUrl };
    (await ada.post('/api/api-keys', key)).is(201);
    const cover = { provider: 'openai', model: 'gpt-image-2', generation_type: 'image', prompt: 'The cover' };
    paid = (await ada.made({ ...cover, project_id: book.id })).cost_micros;
    assert.ok(paid > 0);
    await bob.made(demoImage('A chapter picture', { project_id: book.id }));
    await bob.made(demoText('A blurb', { project_id: again.id }));
    await bob.made(demoText('Of his own, in no project of theirs'));
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await provider?.close();
  });

  const join = async (person) => {
    const invited = { email: person.email, role: 'member' };
    (await ada.post(`/api/organisations/${press.id}/invitations`, invited)).is(201);
    const token = await until('the invitation', async () => {
      const query = `recipient=${encodeURIComponent(person.email)}`;
      const { messages } = (await server.owner.get(`/api/admin/messages?${query}`)).is(200).data;
      return messages.find(({ kind }) => kind === 'organisation-invitation')?.text.match(/\/join#(\S+)/)[1];
    });
    (await person.post('/api/organisations/invitations/accept', { token })).is(200);
  };
  const windowOf = async (person) => {
    const page = await openWindow(browser, { address: server.url });
    await signInWindow(page, person, server.url);
    await page.goto(`/organisations/${press.id}`);
    await page.getByRole('list', { name: 'Members' }).waitFor();
    return page;
  };
  const micros = (money) => Math.round(Number(money.replace('$', '')) * 1_000_000);
  const address = (query = '') => `/api/organisations/${press.id}/usage${query}`;

  it('is read by person, day, model and project, and told who paid', async () => {
    const page = await windowOf(ada);
    const usage = page.getByRole('region', { name: 'Usage' });
    const choose = async (name) => {
      await usage.getByRole('combobox', { name: 'By' }).click();
      await page.getByRole('option', { name, exact: true }).click();
      await usage.getByRole('table', { name: `By ${name.toLowerCase()}` }).waitFor();
    };
    /** Each row as its cells, the money in millionths. */
    const rows = () =>
      usage
        .locator('tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())))
        .then((all) => all.map((row) => [...row.slice(0, -1), micros(row.at(-1))]));

    await usage.getByRole('table', { name: 'By person' }).waitFor();
    assert.deepEqual(await rows(), [
      ['ada@example.org', '1', '0', paid],
      ['bob@example.org', '2', '0', 0],
    ]);
    await choose('Day');
    assert.deepEqual(await rows(), [[new Date().toISOString().slice(0, 10), '3', '0', paid]]);
    await choose('Model');
    assert.deepEqual(await rows(), [
      ['gpt-image-2 openai', '1', '0', paid],
      ['demo-image demo', '1', '0', 0],
      ['demo-text demo', '1', '0', 0],
    ]);
    await choose('Project');
    assert.deepEqual(
      await rows(),
      [
        ['Autumn book', '2', '0', paid],
        ['Autumn book', '1', '0', 0],
      ],
      'two projects of one name are two rows, and what is in no project of theirs is not theirs',
    );
    await choose('Paid by');
    assert.deepEqual(await rows(), [
      ['The person’s own key', '1', '0', paid],
      ['Nobody: it is free', '2', '0', 0],
    ]);
    assertNoTroubles(page);
    await page.context().close();
  });

  it('comes as a table for a spreadsheet, of what is looked at', async () => {
    const page = await windowOf(ada);
    const usage = page.getByRole('region', { name: 'Usage' });
    await usage.getByRole('table', { name: 'By person' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      usage.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'usage.csv');
    const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
    assert.equal(head.replace(/^\uFEFF/, ''), 'user_id,person,count,completed,failed,cancelled,cost_micros');
    assert.deepEqual(lines, [
      `${ada.user.id},ada@example.org,1,1,0,0,${paid}`,
      `${bob.user.id},bob@example.org,2,2,0,0,0`,
    ]);
    assertNoTroubles(page);
    await page.context().close();
  });

  it('is not shown to a plain member, who reads what is their own', async () => {
    const page = await windowOf(bob);
    assert.equal(await page.getByRole('region', { name: 'Usage' }).count(), 0);
    assert.equal(await page.getByRole('region', { name: 'Who did what' }).count(), 0);
    for (const query of ['', '?by=person', '?format=csv'])
      (await bob.get(address(query))).refused(404, 'generation.not_found');
    await page.goto('/usage');
    const own = page.getByRole('region', { name: 'In detail' });
    await own.getByRole('table', { name: 'By day' }).waitFor();
    assert.equal(await own.locator('tbody tr td').nth(1).innerText(), '3', 'all three, whatever project they are in');
    assert.ok(!(await page.content()).includes('ada@example.org'));
    assertNoTroubles(page);
    await page.context().close();
  });

  it('is not there for a stranger, nor for nobody', async () => {
    for (const query of ['', '?by=person', '?format=csv']) {
      (await stranger.get(address(query))).refused(404, 'generation.not_found');
      (await server.api().get(address(query))).refused(401, 'http.sign_in_required');
    }
    const page = await openWindow(browser, { address: server.url });
    await signInWindow(page, stranger, server.url);
    await page.goto(`/organisations/${press.id}`);
    await page.getByRole('alert').first().waitFor();
    assert.ok(!(await page.content()).includes('Lighthouse press'));
    await page.context().close();
  });

  it('is shown to whoever becomes an administrator of it, from then on', async () => {
    (await ada.put(`/api/organisations/${press.id}/members/${bob.user.id}`, { role: 'admin' })).is(200);
    const page = await windowOf(bob);
    await page.getByRole('region', { name: 'Usage' }).getByText('ada@example.org').waitFor();
    assertNoTroubles(page);
    await page.context().close();
    (await ada.put(`/api/organisations/${press.id}/members/${bob.user.id}`, { role: 'member' })).is(200);
    (await bob.get(address())).refused(404, 'generation.not_found');
  });
});
