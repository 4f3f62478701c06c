import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { TestServer } from '../support/server.js';
import { until } from '../support/until.js';

/** Two people, each in a browser window of their own. */
describe('people who work together', () => {
  let server;
  let browser;
  let ada;
  let bob;

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    ada = await server.owner.newPerson('ada');
    bob = await server.owner.newPerson('bob');
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const windowOf = (name) =>
    openWindow(browser, { address: server.url }).then(async (page) => {
      await signInWindow(page, { email: `${name}@example.org`, password: `a sentence of ${name}` }, server.url);
      return page;
    });

  const link = (recipient) =>
    until(`an invitation to ${recipient}`, async () => {
      const answer = await server.owner.get(`/api/admin/messages?recipient=${encodeURIComponent(recipient)}`);
      const found = answer.is(200).data.messages.find((message) => message.kind === 'organisation-invitation');
      return found?.text.match(/https?:\S+\/join#\S+/)[0];
    });

  const row = (page, text) =>
    page.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: text });

  it('make an organisation, ask somebody in, share a project, change a role, leave and delete', async () => {
    const hers = await windowOf('ada');
    await hers.goto('/organisations');
    await hers.getByRole('heading', { name: 'You work alone so far.' }).waitFor();
    await hers.getByRole('button', { name: 'New organisation' }).click();
    await hers.getByRole('button', { name: 'Create organisation' }).click();
    await hers.getByText('Give it a name.').waitFor();
    await hers.getByLabel('Name').fill('Lighthouse press');
    await hers.getByRole('button', { name: 'Create organisation' }).click();
    await hers.getByRole('heading', { name: 'Lighthouse press', level: 1 }).waitFor();

    await hers.getByLabel('New project').fill('Autumn book');
    await hers.getByRole('button', { name: 'Create project' }).click();
    await hers.getByRole('link', { name: /Autumn book/ }).waitFor();
    await hers.getByLabel('E-mail').fill('bob@example.org');
    await hers.getByRole('button', { name: 'Send invitation' }).click();
    await hers.getByText('A message is on its way to bob@example.org.').waitFor();

    const address = await link('bob@example.org');
    const stranger = await openWindow(browser, { address: server.url });
    await stranger.goto(address);
    await stranger.getByText('Lighthouse press').waitFor();
    assert.equal(new URL(stranger.url()).hash, '', 'the secret leaves the address bar');
    await stranger.getByRole('link', { name: 'Sign in to join' }).click();
    await stranger.getByLabel('E-mail').fill('bob@example.org');
    await stranger.getByLabel('Password', { exact: true }).fill('a sentence of bob');
    await stranger.getByRole('button', { name: 'Sign in', exact: true }).click();
    await stranger.getByRole('button', { name: 'Join' }).click();
    const his = stranger;
    await his.getByRole('heading', { name: 'Lighthouse press', level: 1 }).waitFor();
    await his.getByRole('link', { name: /Autumn book/ }).waitFor();
    await row(his, 'bob@example.org').getByText('Member', { exact: true }).waitFor();
    assert.equal(await his.getByRole('button', { name: 'Send invitation' }).count(), 0, 'a member asks nobody in');
    assert.equal(await his.getByRole('button', { name: 'Delete organisation' }).count(), 0);

    await hers.reload();
    await hers.getByRole('combobox', { name: 'Role of bob@example.org' }).click();
    await hers.getByRole('option', { name: 'Viewer' }).click();
    await until('the role is a viewer', async () => {
      const organisations = (await bob.get('/api/organisations')).is(200).data.organisations;
      return organisations[0]?.role === 'viewer' ? true : undefined;
    });
    await his.reload();
    await his.getByText('You look on here. Owners and admins give other roles.').waitFor();
    assert.equal(await his.getByLabel('New project').count(), 0);

    await his.getByRole('button', { name: 'Leave organisation' }).click();
    await his.getByRole('alertdialog').getByRole('button', { name: 'Leave organisation' }).click();
    await his.getByRole('heading', { name: 'You work alone so far.' }).waitFor();
    assert.deepEqual((await bob.get('/api/projects')).is(200).data.projects, []);

    await hers.reload();
    await hers.getByRole('button', { name: 'Leave organisation' }).click();
    await hers.getByRole('alertdialog').getByRole('button', { name: 'Leave organisation' }).click();
    await hers.getByText('The last owner').waitFor();
    await hers.getByLabel('Type Lighthouse press to confirm').fill('Lighthouse press');
    await hers.getByRole('button', { name: 'Delete organisation' }).click();
    await hers.getByRole('heading', { name: 'You work alone so far.' }).waitFor();
    assert.deepEqual(his.troubles, []);
  });

  it('take their data along and their account away', async () => {
    await ada.made({ provider: 'demo', model: 'demo-text', generation_type: 'text', prompt: 'a farewell' });
    const page = await windowOf('ada');
    await page.goto('/account');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download a copy' }).click(),
    ]);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    assert.equal(download.suggestedFilename(), 'atelier-my-data.zip');

    await page.getByRole('button', { name: 'Delete account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await dialog.getByText('That is not the address of this account.').waitFor();
    await dialog.getByLabel('Type ada@example.org to confirm').fill('ada@example.org');
    await dialog.getByLabel('Password', { exact: true }).fill('a sentence of ada');
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByText('Your account is gone.').waitFor();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    assert.equal((await ada.get('/api/projects')).status, 401);
  });
});
