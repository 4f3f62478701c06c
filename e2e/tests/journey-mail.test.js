import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { member, newestMail } from '../support/mail.js';
import { TestServer } from '../support/server.js';
import { totp } from '../support/totp.js';
import { until } from '../support/until.js';

const password = 'the first sentence';
const better = 'a better sentence';

/** Each step has a person of its own, so that one failure stays one. */
describe('people and their mail', () => {
  let server;
  let browser;

  before(async () => {
    server = await TestServer.startOwned({
      ATELIER_LIMITS: 'off',
      ATELIER_AUTH_SIGNUP: 'on',
      ATELIER_AUTH_AUTOCONFIRM: 'off',
      ATELIER_AUTH_SEND_INTERVAL: '1s',
    });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const window = () => openWindow(browser, { address: server.url });

  const mail = (recipient, kind) => newestMail(server, recipient, kind);

  const fillIn = async (page, email, secret) => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(secret);
  };

  const signUp = async (page, email) => {
    await page.goto('/sign-up');
    await fillIn(page, email, password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Check your mail.' }).waitFor();
  };

  const inStudio = async (page) => {
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
    const cookies = await page.context().cookies();
    assert.ok(cookies.some(({ name, httpOnly }) => name === 'atelier_session' && httpOnly));
    assert.deepEqual(page.troubles, []);
  };

  it('sign up, follow the link, and are in', async () => {
    const page = await window();
    await signUp(page, 'anna@example.org');

    await page.goto((await mail('anna@example.org', 'signup')).link);
    await page.getByRole('heading', { name: 'Your address is confirmed.' }).waitFor();
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).hash, '/from-mail');
    await page.getByText('anna@example.org').waitFor();
    await page.getByRole('button', { name: 'Open the studio' }).click();

    await inStudio(page);
  });

  it('sign up and type the code', async () => {
    const page = await window();
    await signUp(page, 'bruno@example.org');

    await page.getByLabel('Code from the message').fill((await mail('bruno@example.org', 'signup')).code);
    await page.getByRole('button', { name: 'Go on' }).click();

    await inStudio(page);
  });

  it('forget the password, follow the link and choose another; the link works once', async () => {
    await member(server, 'carla@example.org', password);
    const page = await window();
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail').fill('carla@example.org');
    await page.getByRole('button', { name: 'Send the message' }).click();
    await page.getByText('If the address below has an account').waitFor();
    const { link } = await mail('carla@example.org', 'recovery');

    await page.goto(link);
    await page.getByText('carla@example.org').waitFor();
    await page.getByLabel('New password', { exact: true }).fill(better);
    await page.getByRole('button', { name: 'Save and open the studio' }).click();
    await inStudio(page);

    const other = await window();
    await other.goto(link);
    await other.getByRole('heading', { name: 'This link is over.' }).waitFor();
    await server.api().signIn('carla@example.org', better);
    (await server.api().post('/api/auth/signin', { email: 'carla@example.org', password })).is(400);
  });

  it('are told nothing about addresses without an account', async () => {
    const page = await window();
    await page.goto('/forgot-password');
    await page.getByLabel('E-mail').fill('nobody@example.org');
    await page.getByRole('button', { name: 'Send the message' }).click();
    await page.getByText('If the address below has an account').waitFor();
    const messages = (await server.owner.get('/api/admin/messages?recipient=nobody@example.org')).is(200).data.messages;
    assert.deepEqual(messages, []);
  });

  it('change name, address and password, and sign out elsewhere', async () => {
    const dario = await member(server, 'dario@example.org', password);
    const page = await window();
    await signInWindow(page, dario, server.url);
    const elsewhere = await server.api().signIn('dario@example.org', password);
    await page.goto('/account');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Dario Licht');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.getByText('Saved.').waitFor();
    assert.equal((await elsewhere.get('/api/session')).data.user.name, 'Dario Licht');

    await page.getByLabel('New address').fill('licht@example.org');
    await page.getByRole('button', { name: 'Change address' }).click();
    await page.getByText('Waiting for licht@example.org').waitFor();
    await page.goto((await mail('dario@example.org', 'email_change')).link);
    await page.getByRole('heading', { name: 'One more link.' }).waitFor();
    await page.goto((await mail('licht@example.org', 'email_change')).link);
    await page.getByRole('heading', { name: 'Your address has changed.' }).waitFor();
    await page.getByRole('link', { name: 'Open the studio' }).click();
    await inStudio(page);

    await page.goto('/account');
    await page.getByText('You sign in with licht@example.org').waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByText('Every other sign-in has ended.', { exact: true }).waitFor();
    assert.equal((await elsewhere.get('/api/projects')).status, 401);

    await page.getByLabel('New password', { exact: true }).fill(better);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password has changed.').waitFor();
    await server.api().signIn('licht@example.org', better);
    assert.deepEqual(page.troubles, []);
  });

  it('keep password and address by an authenticator', async () => {
    const elsa = await member(server, 'elsa@example.org', password);
    const page = await window();
    await signInWindow(page, elsa, server.url);
    await page.goto('/account');
    const authenticators = page.getByRole('region', { name: 'Authenticators' });
    await authenticators.getByRole('button', { name: 'Add an authenticator' }).click();
    const picture = authenticators.getByAltText('Code to scan with an authenticator');
    await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await picture.elementHandle());
    const secret = await authenticators.locator('code').innerText();
    await authenticators.getByLabel('Code it shows now').fill(totp(secret));
    await authenticators.getByRole('button', { name: 'Confirm' }).click();
    await authenticators.getByRole('button', { name: 'Remove' }).waitFor();

    const later = await window();
    await later.goto('/account');
    await fillIn(later, elsa.email, password);
    await later.getByRole('button', { name: 'Sign in' }).click();
    const code = later.getByLabel('Code from the authenticator');
    await code.waitFor();
    assert.deepEqual(await later.context().cookies(), [], 'nobody is in before the code');
    await code.fill('000000');
    await later.getByRole('button', { name: 'Open the studio' }).click();
    await later.getByText('The code does not fit').waitFor();
    await code.fill(totp(secret, 1));
    await later.getByRole('button', { name: 'Open the studio' }).click();
    await later.getByRole('heading', { name: 'Account', exact: true }).waitFor();
    await later.getByLabel('New password', { exact: true }).fill('a third sentence');
    await later.getByRole('button', { name: 'Change password' }).click();
    await later.getByText('Your password has changed.').waitFor();
    await later.getByRole('button', { name: 'Remove' }).click();
    await later.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await later.getByRole('region', { name: 'Authenticators' }).getByText('None yet.').waitFor();
    assert.deepEqual(later.troubles, []);
  });

  it('have their messages read by administrators while no mail server is set', async () => {
    await member(server, 'gustav@example.org', password);
    const hanna = await member(server, 'hanna@example.org', password);
    const page = await window();
    await signInWindow(page, server.owner, server.url);
    await page.goto('/admin?tab=mail');
    await page.getByLabel('Recipient').fill(hanna.email);
    const list = page.getByRole('list', { name: 'Messages' });
    await until('only her message is listed', async () => (await list.getByRole('listitem').count()) === 1);
    await list.getByRole('link').first().click();
    await page.getByRole('heading', { name: 'This link is over.' }).waitFor();
  });
});
