import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { openBrowser, openWindow, signInWindow } from '../support/browser.js';
import { member, newestMail } from '../support/mail.js';
import { Issuer } from '../support/oidc.js';
import { freePort } from '../support/places.js';
import { TestServer } from '../support/server.js';
import { totp } from '../support/totp.js';
import { until } from '../support/until.js';

const password = 'the first sentence';

const cookieOf = async (page) =>
  (await page.context().cookies()).find(({ name, httpOnly }) => name === 'atelier_session' && httpOnly);

const inStudio = async (page) => {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).waitFor();
  assert.equal(new URL(page.url()).hash, '');
  assert.ok(await cookieOf(page));
  assert.deepEqual(page.troubles, []);
};

describe('people and the ways into their account', () => {
  /** @type {TestServer} */
  let server;
  /** @type {Issuer} */
  let issuer;
  let browser;

  before(async () => {
    const port = await freePort();
    issuer = await Issuer.start(`http://127.0.0.1:${port}/auth/v1/callback`);
    server = await TestServer.startOn(port, {
      ATELIER_OWNER_EMAIL: 'owner@example.org',
      ATELIER_OWNER_PASSWORD: 'the light of a safelight',
      ATELIER_LIMITS: 'off',
      ATELIER_AUTH_SIGNUP: 'on',
      ATELIER_AUTH_AUTOCONFIRM: 'off',
      ATELIER_AUTH_SEND_INTERVAL: '1s',
      ATELIER_AUTH_MANUAL_LINKING: 'on',
      ATELIER_AUTH_OIDC_NAME: 'club',
      ATELIER_AUTH_OIDC_LABEL: 'The club',
      ATELIER_AUTH_OIDC_ISSUER: issuer.url,
      ATELIER_AUTH_OIDC_CLIENT_ID: 'atelier',
      ATELIER_AUTH_OIDC_CLIENT_SECRET: 'a secret, with signs: %&',
      ATELIER_OUTBOUND_ALLOW: issuer.hostPort,
    });
    server.owner = await server.api().signIn('owner@example.org', 'the light of a safelight');
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await issuer?.close();
  });

  const window = () => openWindow(browser, { address: server.url });

  /** At the issuer's own pages: its name, then its consent where it asks for one. */
  const atTheClub = async (page, login) => {
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    const consent = page.locator('input[name=prompt][value=consent]');
    await consent.or(page.locator('#root')).first().waitFor({ state: 'attached' });
    if (await consent.count()) await page.locator('button[type=submit]').click();
  };

  it('come in by a link that was sent, with no password', async () => {
    const ada = await member(server, 'ada@example.org', password);
    const page = await window();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Send me a link instead' }).click();
    await page.getByLabel('E-mail').fill(ada.email);
    await page.getByRole('button', { name: 'Send me a link', exact: true }).click();
    await page.getByText('If the address below has an account').waitFor();

    // On another device: nothing of the first window is there.
    const phone = await openWindow(browser, { width: 390, height: 844, address: server.url });
    await phone.goto((await newestMail(server, ada.email, 'magiclink')).link);
    await phone.getByText(ada.email).waitFor();
    assert.equal(await cookieOf(phone), undefined, 'a link alone signs nobody in');
    await phone.getByRole('button', { name: 'Open the studio' }).click();

    await inStudio(phone);
  });

  it('come in by another issuer, and stay one person', async () => {
    const page = await window();
    const login = issuer.person('ida', 'ida@example.org');
    await page.goto('/sign-in?next=%2Fusage');
    await page.getByRole('button', { name: 'Continue with The club' }).click();
    await atTheClub(page, login);
    await page.getByRole('heading', { name: 'Usage' }).waitFor();
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/usage');
    assert.ok(await cookieOf(page));
    await page.goto('/account');
    await page.getByText('You sign in with ida@example.org').waitFor();
    await page.getByRole('region', { name: 'Sign-ins' }).getByText('another issuer').waitFor();
    assert.deepEqual(page.troubles, []);
  });

  it('read why another issuer brought nobody', async () => {
    const page = await window();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Continue with The club' }).click();
    await page.locator('a[href*=abort]').click();
    await page.getByText('Nobody was signed in').waitFor();
    await page.getByText('did not allow it').waitFor();
    assert.equal(await cookieOf(page), undefined);

    await page.goto('/from-provider?code=11111111-1111-4111-8111-111111111111');
    await page.getByText('It took too long, or was begun in another window.').waitFor();
    assert.deepEqual(page.troubles, []);
  });

  it('link another issuer, come in by it with the code of their authenticator, and unlink it', async () => {
    const bea = await member(server, 'bea@example.org', password);
    const login = issuer.person('bea-elsewhere', 'bea@elsewhere.example.org');
    const page = await window();
    await signInWindow(page, bea, server.url);
    await page.goto('/account');
    const ways = page.getByRole('region', { name: 'Ways to sign in' });
    await ways.getByText('The last one stays').waitFor();
    await ways.getByRole('button', { name: 'Link The club' }).click();
    await atTheClub(page, login);
    await ways.getByText('The club opens this account now.').waitFor();
    assert.equal(new URL(page.url()).pathname, '/account');

    const authenticators = page.getByRole('region', { name: 'Authenticators' });
    await authenticators.getByRole('button', { name: 'Add an authenticator' }).click();
    const secret = await authenticators.locator('code').innerText();
    await authenticators.getByLabel('Code it shows now').fill(totp(secret));
    await authenticators.getByRole('button', { name: 'Confirm' }).click();
    await authenticators.getByRole('button', { name: 'Remove' }).waitFor();

    const other = await window();
    await other.goto('/sign-in');
    await other.getByRole('button', { name: 'Continue with The club' }).click();
    await atTheClub(other, login);
    const code = other.getByLabel('Code from the authenticator');
    await code.waitFor();
    assert.equal(await cookieOf(other), undefined, 'another issuer spares nobody the code');
    await code.fill(totp(secret, 1));
    await other.getByRole('button', { name: 'Open the studio' }).click();
    await inStudio(other);

    await page.goto('/account');
    await ways.getByRole('button', { name: 'Unlink: The club' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Unlink' }).click();
    await ways.getByText('The last one stays').waitFor();
    assert.deepEqual(page.troubles, []);
  });

  it('see where they are signed in, and end one of it at once', async () => {
    const cleo = await member(server, 'cleo@example.org', password);
    const page = await window();
    await signInWindow(page, cleo, server.url);
    const lost = await server.api().signIn(cleo.email, password);
    (await lost.get('/api/projects')).is(200);
    await page.goto('/account');
    const signIns = page.getByRole('region', { name: 'Sign-ins' });
    await signIns.getByText('this browser', { exact: true }).waitFor();
    await until('three sign-ins are listed', async () => (await signIns.getByRole('listitem').count()) === 3);

    await signIns.getByRole('button', { name: 'Sign out: node' }).first().click();
    await signIns.getByText('That sign-in has ended.').waitFor();
    (await lost.get('/api/projects')).is(401);
    await page.reload();
    await signIns.getByText('this browser', { exact: true }).waitFor();
    assert.deepEqual(page.troubles, []);
  });

  it('think better of another address', async () => {
    const dora = await member(server, 'dora@example.org', password);
    const page = await window();
    await signInWindow(page, dora, server.url);
    await page.goto('/account');
    await page.getByLabel('New address').fill('new@example.org');
    await page.getByRole('button', { name: 'Change address' }).click();
    const { link } = await newestMail(server, 'new@example.org', 'email_change');
    await page.getByRole('button', { name: 'Keep the old address' }).click();
    await page.getByText('Waiting for').waitFor({ state: 'detached' });

    await page.goto(link);
    await page.getByRole('heading', { name: 'This link is over.' }).waitFor();
  });

  it('follow an invitation and choose their first password', async () => {
    const invited = await fetch(`${server.url}/auth/v1/invite`, {
      method: 'POST',
      headers: {
        apikey: server.run.service_role_key,
        authorization: `Bearer ${server.run.service_role_key}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ email: 'eli@example.org' }),
    });
    assert.equal(invited.status, 200);
    const page = await window();
    await page.goto((await newestMail(server, 'eli@example.org', 'invite')).link);
    await page.getByRole('heading', { name: 'A place is kept for you.' }).waitFor();
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Save and open the studio' }).click();
    await inStudio(page);
    await server.api().signIn('eli@example.org', password);
  });

  it('come in by the keyboard alone', async () => {
    const fay = await member(server, 'fay@example.org', password);
    const page = await window();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').waitFor();
    await page.keyboard.press('Shift+Tab');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    assert.equal(await focused(), 'Continue with The club', 'the other ways stand before the e-mail');
    await page.keyboard.press('Tab');
    await page.keyboard.type(fay.email);
    for (let step = 0; step < 6 && (await focused()) !== 'Send me a link instead'; step++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send me a link', exact: true }).waitFor();
    await page.keyboard.type(fay.email);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code from the message').waitFor();
    await page.keyboard.type((await newestMail(server, fay.email, 'magiclink')).code);
    await page.keyboard.press('Enter');
    await inStudio(page);
  });
});

describe('people before a challenge', () => {
  let server;
  let challenges;
  let browser;

  before(async () => {
    challenges = createServer(async (request, response) => {
      let form = '';
      for await (const part of request) form += part;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ success: new URLSearchParams(form).get('response') === 'solved' }));
    }).listen(0, '127.0.0.1');
    await once(challenges, 'listening');
    const place = `127.0.0.1:${challenges.address().port}`;
    server = await TestServer.start({
      ATELIER_OWNER_EMAIL: 'owner@example.org',
      ATELIER_OWNER_PASSWORD: 'the light of a safelight',
      ATELIER_AUTH_CAPTCHA: 'hcaptcha',
      ATELIER_AUTH_CAPTCHA_SECRET: 'the secret of the challenge',
      ATELIER_AUTH_CAPTCHA_SITE_KEY: 'the public key of the challenge',
      ATELIER_AUTH_CAPTCHA_URL: `http://${place}/siteverify`,
      ATELIER_OUTBOUND_ALLOW: place,
      ATELIER_LIMITS: 'off',
    });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    challenges.close();
  });

  it('solve it and are in; the policy of the page lets its script in and nothing else', async () => {
    const page = await openWindow(browser, { address: server.url });
    // The service itself is played; that the page may load it is what the policy decides.
    await page.route('https://js.hcaptcha.com/**', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `window.hcaptcha = {
          render(place, { sitekey, callback }) {
            const box = document.createElement('button');
            box.type = 'button';
            box.textContent = 'I am a person: ' + sitekey;
            box.onclick = () => callback('solved');
            place.append(box);
            return 'box';
          },
          remove() {},
        };`,
      }),
    );
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill('owner@example.org');
    await page.getByLabel('Password', { exact: true }).fill('the light of a safelight');
    const challenge = page.getByRole('button', { name: 'I am a person: the public key of the challenge' });
    await challenge.waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Show that you are a person first.').waitFor();
    await challenge.click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await inStudio(page);

    const robot = await server.api().post('/api/auth/signin', {
      email: 'owner@example.org',
      password: 'the light of a safelight',
    });
    assert.equal(robot.is(400).json.code, 'identity.captcha_failed');
  });
});
