import { all, alter, authAnswer, authRefusal, doors, hang, issuers, left, path, waiting } from './arrange.js';

/** The ways in: set-up, sign-in, other issuers, codes, messages and where their links lead. */

/** The first half of a sign-in was right. */
const halfIn = (page) =>
  page.route(path(/^\/api\/auth\/signin$/), (route) =>
    route.fulfill({
      json: {
        success: true,
        data: { second_step: { ticket: 'half', expires_in: 300, authenticators: ['Phone', 'Watch'] } },
      },
    }),
  );

const refuseCode = (page) =>
  page.route(path(/^\/api\/auth\/signin\/code$/), (route) =>
    route.fulfill({
      status: 400,
      contentType: 'application/problem+json',
      json: {
        title: 'The code does not fit',
        status: 400,
        detail: 'Enter the six digits your authenticator shows now; each works once.',
        code: 'identity.code_wrong',
        errors: [],
      },
    }),
  );

const enterCode = async (page) => {
  await credentials(page, 'a sentence of regular');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Code from the authenticator').fill('123456');
};

/** A challenge as its service draws it, without the service. */
const challenge = all(
  doors({ captcha: { kind: 'hcaptcha', site_key: 'public' } }),
  (page) =>
    page.route('https://js.hcaptcha.com/**', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `window.hcaptcha = { remove() {}, render(place) {
          place.style.cssText = 'border:1px solid #888;width:302px;height:76px';
          return 'box';
        } };`,
      }),
    ),
  // The pages' own policy names the service only where the server is set so.
  (page) =>
    page.route(path(/^\/sign-in$/), async (route) => {
      const response = await route.fetch();
      const policy = response
        .headers()
        ['content-security-policy'].replace("script-src 'self'", "script-src 'self' https://*.hcaptcha.com");
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
    }),
);

const setUpRequired = alter(/^\/api\/session$/, (session) => ({ ...session, setup_required: true, user: null }));

const credentials = async (page, password) => {
  await page.getByLabel('E-mail').fill('regular@example.org');
  await page.getByLabel('Password', { exact: true }).fill(password);
};

const askForPassword = async (page) => {
  await page.getByLabel('E-mail').fill('regular@example.org');
  await page.getByRole('button', { name: 'Send the message' }).click();
};

/** @type {import('./scenes.js').Scene[]} */
export const entryScenes = [
  // Set-up and sign-in.
  {
    screen: 'entry',
    state: 'loading',
    who: 'nobody',
    path: '/sign-in',
    arrange: hang(/^\/api\/auth\/signin$/),
    act: async (page) => {
      await credentials(page, 'a sentence of regular');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Signing in' }).waitFor();
    },
  },
  {
    screen: 'entry',
    state: 'empty',
    who: 'nobody',
    path: '/setup?code=shown-once',
    arrange: setUpRequired,
    act: (page) => page.getByRole('button', { name: 'Open the studio' }).waitFor(),
  },
  {
    screen: 'entry',
    state: 'error',
    who: 'nobody',
    path: '/sign-in',
    act: async (page) => {
      await credentials(page, 'not my password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').first().waitFor();
    },
  },
  {
    screen: 'entry',
    state: 'done',
    who: 'nobody',
    path: '/sign-in',
    act: (page) => credentials(page, 'a sentence of regular'),
  },
  {
    screen: 'entry',
    state: 'landing',
    who: 'nobody',
    path: '/',
    act: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
  },
  {
    screen: 'entry',
    state: 'without-code',
    who: 'nobody',
    path: '/setup',
    arrange: setUpRequired,
    act: (page) => page.getByText('Open the address from the terminal.').waitFor(),
  },
  // Other ways in, and the code of an authenticator.
  {
    screen: 'ways-in',
    state: 'loading',
    who: 'nobody',
    path: '/from-provider?code=once',
    arrange: all(left, hang(/^\/auth\/v1\/token$/)),
    act: waiting,
  },
  {
    screen: 'ways-in',
    state: 'empty',
    who: 'nobody',
    path: '/sign-in',
    arrange: doors({ providers: issuers }),
    act: async (page) => {
      await page.getByRole('button', { name: 'Send me a link instead' }).click();
      await page.getByRole('button', { name: 'Send me a link', exact: true }).waitFor();
    },
  },
  {
    screen: 'ways-in',
    state: 'error',
    who: 'nobody',
    path: '/sign-in?refused=bad_oauth_callback',
    arrange: doors({ providers: issuers }),
    act: (page) => page.getByText('Nobody was signed in').waitFor(),
  },
  {
    screen: 'ways-in',
    state: 'done',
    who: 'nobody',
    path: '/sign-in',
    arrange: doors({ providers: issuers }),
    act: (page) => page.getByRole('button', { name: 'Continue with Google' }).waitFor(),
  },
  {
    screen: 'ways-in',
    state: 'challenge',
    who: 'nobody',
    path: '/sign-in',
    arrange: challenge,
    act: async (page) => {
      await credentials(page, 'a sentence of regular');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Show that you are a person first.').waitFor();
    },
  },
  {
    screen: 'second-step',
    state: 'loading',
    who: 'nobody',
    path: '/sign-in',
    arrange: all(halfIn, hang(/^\/api\/auth\/signin\/code$/)),
    act: async (page) => {
      await enterCode(page);
      await page.getByRole('button', { name: 'Open the studio' }).click();
      await page.getByRole('button', { name: 'Checking the code' }).waitFor();
    },
  },
  {
    screen: 'second-step',
    state: 'empty',
    who: 'nobody',
    path: '/sign-in',
    arrange: halfIn,
    act: async (page) => {
      await enterCode(page);
      await page.getByLabel('Code from the authenticator').fill('');
    },
  },
  {
    screen: 'second-step',
    state: 'error',
    who: 'nobody',
    path: '/sign-in',
    arrange: all(halfIn, refuseCode),
    act: async (page) => {
      await enterCode(page);
      await page.getByRole('button', { name: 'Open the studio' }).click();
      await page.getByText('The code does not fit').waitFor();
    },
  },
  { screen: 'second-step', state: 'done', who: 'nobody', path: '/sign-in', arrange: halfIn, act: enterCode },
  // Messages and where their links lead.
  {
    screen: 'forgot',
    state: 'loading',
    who: 'nobody',
    path: '/forgot-password',
    arrange: hang(/^\/auth\/v1\/recover$/),
    act: async (page) => {
      await askForPassword(page);
      await page.getByRole('button', { name: 'Sending the message' }).waitFor();
    },
  },
  {
    screen: 'forgot',
    state: 'empty',
    who: 'nobody',
    path: '/forgot-password',
    act: (page) => page.getByLabel('E-mail').waitFor(),
  },
  {
    screen: 'forgot',
    state: 'error',
    who: 'nobody',
    path: '/forgot-password',
    arrange: authRefusal(/^\/auth\/v1\/recover$/, 429, 'over_email_send_rate_limit'),
    act: async (page) => {
      await askForPassword(page);
      await page.getByText('A message was just sent').waitFor();
    },
  },
  {
    screen: 'forgot',
    state: 'done',
    who: 'nobody',
    path: '/forgot-password',
    arrange: authAnswer(/^\/auth\/v1\/recover$/, {}),
    act: async (page) => {
      await askForPassword(page);
      await page.getByLabel('Code from the message').waitFor();
    },
  },
  {
    screen: 'from-mail',
    state: 'loading',
    who: 'nobody',
    path: '/from-mail#access_token=of-a-message&type=recovery',
    arrange: hang(/^\/auth\/v1\/user$/),
    act: waiting,
  },
  {
    screen: 'from-mail',
    state: 'empty',
    who: 'nobody',
    path: '/from-mail',
    act: (page) => page.getByText('This page opens from a message.').waitFor(),
  },
  {
    screen: 'from-mail',
    state: 'error',
    who: 'nobody',
    path: '/#error=access_denied&error_code=otp_expired&error_description=over',
    act: (page) => page.getByText('This link is over.').waitFor(),
  },
  {
    screen: 'from-mail',
    state: 'done',
    who: 'nobody',
    path: '/from-mail#access_token=of-a-message&type=recovery',
    arrange: authAnswer(/^\/auth\/v1\/user$/, { email: 'regular@example.org', app_metadata: {}, user_metadata: {} }),
    act: (page) => page.getByLabel('New password', { exact: true }).waitFor(),
  },
  {
    screen: 'from-mail',
    state: 'confirmed',
    who: 'nobody',
    path: '/#access_token=of-a-message&type=signup',
    arrange: authAnswer(/^\/auth\/v1\/user$/, { email: 'regular@example.org', app_metadata: {}, user_metadata: {} }),
    act: (page) => page.getByRole('button', { name: 'Open the studio' }).waitFor(),
  },
  {
    screen: 'from-mail',
    state: 'invited',
    who: 'nobody',
    path: '/#access_token=of-a-message&type=invite',
    arrange: authAnswer(/^\/auth\/v1\/user$/, { email: 'regular@example.org', app_metadata: {}, user_metadata: {} }),
    act: (page) => page.getByLabel('New password', { exact: true }).waitFor(),
  },
];
