import { engineScenes } from './engine-scenes.js';

/**
 * Every screen in every state: what to intercept before, where to go, and what to wait for. Used by the pictures and by
 * the check of accessibility, so that what is looked at is also what is checked.
 *
 * @typedef {{
 *   screen: string,
 *   state: string,
 *   who: 'nobody' | 'newcomer' | 'regular',
 *   path: string,
 *   arrange?: (page: import('playwright-core').Page) => Promise<void>,
 *   act?: (page: import('playwright-core').Page, narrow: boolean) => Promise<void>,
 * }} Scene
 */

const unavailable = (request) => ({
  type: 'about:blank',
  title: 'Database unavailable',
  status: 503,
  detail: 'The database cannot be reached at the moment; try again shortly.',
  instance: new URL(request.url()).pathname,
  code: 'http.database_unavailable',
  request_id: '019c2f4e-7a10-7c31-9d52-5b1f0c9a77e1',
  errors: [],
  success: false,
  error: 'The database cannot be reached at the moment; try again shortly.',
  message: 'Database unavailable',
});

const problem = (request) => ({
  status: 503,
  contentType: 'application/problem+json',
  body: JSON.stringify(unavailable(request)),
});

const path = (pattern) => (url) => pattern.test(url.pathname);

/** Never answers. */
const hang = (pattern) => (page) => page.route(path(pattern), () => {});

/** Answers that the database is away. */
const fail = (pattern) => (page) => page.route(path(pattern), (route) => route.fulfill(problem(route.request())));

/** Lets the server answer and changes the content of the envelope. */
const alter = (pattern, change) => (page) =>
  page.route(path(pattern), async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    await route.fulfill({ response, json: { ...body, data: change(body.data) } });
  });

const all =
  (...arrangements) =>
  async (page) => {
    for (const arrange of arrangements) await arrange(page);
  };

/** What the settings open: other issuers, linking, a challenge. */
const doors = (more) => alter(/^\/api\/session$/, (session) => ({ ...session, doors: { ...session.doors, ...more } }));

const issuers = [
  { name: 'google', label: 'Google' },
  { name: 'github', label: 'GitHub' },
  { name: 'club', label: 'The club' },
];

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

/** More in the list than a fresh server offers: an end, old names, favourites. */
const models = alter(/^\/api\/models$/, ({ models }) => ({
  models: models.map((model) => ({
    ...model,
    favourite: model.id === 'demo/demo-image',
    ...(model.id === 'openai/gpt-image-2.6-sunburst'
      ? { retires_at: '2027-03-01', aliases: ['dall-e-3', 'gpt-image-1'] }
      : {}),
  })),
}));

/** A model that takes everything a form can ask for. */
const parameters = alter(/^\/api\/models$/, ({ models }) => ({
  models: models.map((model) =>
    model.id !== 'demo/demo-image'
      ? model
      : {
          ...model,
          parameters: {
            type: 'object',
            required: ['mask'],
            properties: {
              mask: { type: 'string', title: 'Mask', 'x-asset': 'image', description: 'What may change.' },
              strength: { type: 'number', title: 'Strength', minimum: 0, maximum: 1, default: 0.6 },
              tile: { type: 'boolean', title: 'Seamless', default: true },
              languages: {
                type: 'array',
                title: 'Languages',
                items: { type: 'string', enum: ['de', 'en', 'fr', 'it'] },
              },
              keywords: { type: 'array', title: 'Keywords', maxItems: 5, items: { type: 'string' } },
              avoid: { type: 'string', title: 'Avoid', maxLength: 1000, description: 'What must not be seen.' },
            },
          },
        },
  ),
}));

/** Runs that never end, one of which is refused; models that can all be used. */
const comparing = async (page) => {
  await alter(/^\/api\/models$/, ({ models }) => ({
    models: models.map((model) => ({
      ...model,
      available: true,
      unavailable_code: null,
      unavailable_reason: null,
      key_source: model.key_source ?? 'own',
    })),
  }))(page);
  const rows = new Map();
  await page.route(path(/^\/api\/generate$/), (route) => {
    const request = route.request().postDataJSON();
    if (request.model === 'gpt-image-2') {
      return route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        json: {
          title: 'The budget is used up',
          status: 409,
          detail: 'Lighthouse keepers has $0.020 left. Raise its budget or choose another project.',
          code: 'budget.exceeded',
          errors: [],
        },
      });
    }
    const id = `0192bbbb-0000-7000-8000-00000000000${rows.size}`;
    const row = {
      ...request,
      id,
      status: 'running',
      phase: 'waiting',
      progress: 0.2 + rows.size * 0.3,
      estimate_micros: 40_000,
      created_at: new Date().toISOString(),
      updated_at: new Date().toISOString(),
    };
    rows.set(id, row);
    return route.fulfill({ status: 202, json: { success: true, data: row } });
  });
  await page.route(path(/^\/api\/generations\/0192bbbb/), (route) =>
    route.fulfill({
      json: { success: true, data: rows.get(new URL(route.request().url()).pathname.split('/').at(-1)) },
    }),
  );
  await page.route(path(/^\/api\/estimate-cost$/), (route) =>
    route.fulfill({
      json: {
        success: true,
        data: {
          estimate_micros: 40_000,
          estimate: true,
          currency: 'USD',
          lines: [],
          key_source: 'own',
          project: null,
          credits: null,
        },
      },
    }),
  );
};

/** Runs of every kind: one works, one is paused, one goes first, one failed once. */
const queued = async (page) => {
  const prompts = [
    'A lighthouse on a basalt cliff at blue hour',
    'Poppies in a field of barley',
    'The old harbour at six in the morning',
    'Snow on black pines, a track of a fox',
  ];
  const entries = prompts.map((prompt, index) => ({
    id: `0192bbbb-0000-7000-8000-00000000000${index}`,
    user_id: '0192aaaa-0000-7000-8000-000000000001',
    provider: 'openai',
    model: 'gpt-image-2.6-sunburst',
    generation_type: 'image',
    prompt,
    status: index === 0 ? 'running' : 'pending',
    phase: index === 0 ? 'waiting' : 'queued',
    lane: index === 1 ? 'high' : 'normal',
    paused: index === 2,
    attempts: index === 3 ? 2 : 1,
    estimate_micros: 40_000,
    created_at: new Date(Date.now() - 90_000).toISOString(),
  }));
  const answer = (rows) => (route) =>
    route.fulfill({ json: { success: true, data: { entries: rows, next_cursor: null } } });
  await page.route(path(/^\/api\/queue$/), answer(entries));
  await page.route(path(/^\/api\/admin\/queue$/), answer(entries.map((entry) => ({ ...entry, prompt: null }))));
};

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

const left = (page) =>
  page.addInitScript(() =>
    sessionStorage.setItem('atelier.leaving', JSON.stringify({ provider: 'club', verifier: 'v', purpose: 'enter' })),
  );

const toSection = (name) => async (page) => {
  const heading = page.getByRole('region', { name });
  await heading.getByRole('list').first().waitFor();
  await heading.scrollIntoViewIfNeeded();
  await heading.evaluate((region) => region.scrollIntoView({ block: 'start' }));
};

const signIns = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', '192.0.2.7', ['totp', 'password'], 0],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1', '2001:db8::17', ['otp'], 90],
  ['supabase-js', '198.51.100.4', ['oauth'], 3_000],
].map(([agent, ip, methods, minutes], index) => ({
  id: String(index),
  current: index === 0,
  created_at: new Date(Date.now() - minutes * 120_000).toISOString(),
  last_used_at: new Date(Date.now() - minutes * 60_000).toISOString(),
  user_agent: agent,
  ip,
  aal: methods.length > 1 ? 'aal2' : 'aal1',
  methods,
}));

const setUpRequired = alter(/^\/api\/session$/, (session) => ({ ...session, setup_required: true, user: null }));

/** The newest picture as it was on its way, or as it failed. */
const firstAs = (more) => {
  const turned = (generation) => ({ ...generation, result: null, completed_at: null, cost_micros: null, ...more });
  let turnedId;
  return async (page) => {
    await alter(/^\/api\/generations$/, (data) => ({
      ...data,
      generations: data.generations.map((generation, index) => {
        if (index === 0) turnedId = generation.id;
        return index === 0 ? turned(generation) : generation;
      }),
    }))(page);
    await alter(/^\/api\/generations\/[0-9a-f-]{36}$/, (generation) =>
      generation.id === turnedId ? turned(generation) : generation,
    )(page);
  };
};

const running = firstAs({ status: 'running', phase: 'waiting', progress: 0.4, started_at: new Date().toISOString() });
const failed = firstAs({
  status: 'failed',
  phase: null,
  error_code: 'provider.broken',
  error_message: 'The provider failed.',
  error: {
    code: 'provider.broken',
    title: 'The provider failed',
    detail: 'It answered with an error after the request was sent.',
    whose: 'provider',
    charged: false,
    action: 'Try again in a moment, or choose another model.',
    provider_message: 'The server had an error while processing your request. Sorry about that!',
    provider_request_id: 'req_4f1c9b20aa7d',
  },
});

/** Skeletons stand where the data will be. */
const waiting = (page) =>
  page
    .getByRole('status', { name: /^Loading/ })
    .first()
    .waitFor();

const credentials = async (page, password) => {
  await page.getByLabel('E-mail').fill('regular@example.org');
  await page.getByLabel('Password', { exact: true }).fill(password);
};

/** A week with one night on which somebody guessed passwords. */
function monitoring() {
  const hour = (ago) => new Date(Math.floor(Date.now() / 3_600_000 - ago) * 3_600_000).toISOString();
  const wave = (measure, size) =>
    Array.from({ length: 168 }, (_, ago) => ({
      measure,
      hour: hour(ago),
      amount: Math.max(0, Math.round(size * (1.1 + Math.sin(((ago + 5) / 24) * 2 * Math.PI) + ((ago * 37) % 11) / 20))),
    }));
  const busy = [
    ...wave('requests', 900),
    ...wave('refusals', 14),
    ...wave('sign_ins', 6),
    ...wave('sign_ins_refused', 2),
    ...wave('runs_completed', 40),
    ...wave('runs_failed', 1),
  ];
  return {
    activity: busy.map((each) =>
      each.measure === 'sign_ins_refused' && each.hour === hour(30) ? { ...each, amount: 412 } : each,
    ),
    anomalies: [
      { measure: 'sign_ins_refused', hour: hour(30), amount: 412, expected: 3, seen_at: null },
      { measure: 'runs_failed', hour: hour(101), amount: 58, expected: 1, seen_at: hour(90) },
    ],
    failures: [
      {
        fingerprint: '5b1f0c9a77e1019c',
        logger: 'studio.atelier.engine.providers.GuardedProvider',
        message: 'the adapter of {} failed',
        error: 'java.lang.IllegalStateException',
        place: 'engine.providers.openai.OpenAiProvider.image',
        occurrences: 7,
        first_at: hour(60),
        last_at: hour(2),
        last_request_id: '019c2f4e-7a10-7c31-9d52-5b1f0c9a77e1',
        resolved_at: null,
      },
      {
        fingerprint: '0c9a77e1019c5b1f',
        logger: 'studio.atelier.platform.http.internal.Renderer',
        message: 'a request failed',
        error: 'java.io.IOException',
        place: 'backend.storage.Blobs.open',
        occurrences: 1,
        first_at: hour(120),
        last_at: hour(120),
        last_request_id: null,
        resolved_at: hour(110),
      },
    ],
  };
}

const runSql = async (page, sql) => {
  await page.getByRole('radio', { name: 'SQL' }).click();
  await page.getByRole('textbox', { name: 'SQL' }).fill(sql);
  await page.getByRole('button', { name: 'Run' }).click();
};

/** Answers of `/auth/v1`, which has no envelope. */
const authAnswer = (pattern, body) => (page) => page.route(path(pattern), (route) => route.fulfill({ json: body }));

const openOrganisation = async (page) => {
  await page.getByRole('link', { name: /Lighthouse press/ }).click();
  await page.getByRole('list', { name: 'Members' }).waitFor();
};

const invitedBy = (email) => (page) =>
  page.route(path(/^\/api\/organisations\/invitations\/preview$/), (route) =>
    route.fulfill({
      json: {
        success: true,
        data: {
          organisation: 'Lighthouse press',
          role: 'member',
          email,
          invited_by: 'regular@example.org',
          expires_at: '2099-01-01T00:00:00Z',
          account: true,
        },
      },
    }),
  );

const authRefusal = (pattern, status, code) => (page) =>
  page.route(path(pattern), (route) => route.fulfill({ status, json: { code, message: code } }));

const askForPassword = async (page) => {
  await page.getByLabel('E-mail').fill('regular@example.org');
  await page.getByRole('button', { name: 'Send the message' }).click();
};

/** One in each state. */
const messages = [
  {
    subject: 'Your sign-in link',
    state: 'kept',
    text: 'Follow this link to sign in:\nhttp://127.0.0.1:8080/auth/v1/verify?token=0f3c5a1e9b7d&type=magiclink\n\nOr enter this code: 123456',
  },
  { subject: 'Confirm your address', state: 'pending', text: null },
  { subject: 'Confirm the change of your address', state: 'sent', text: null },
  { subject: 'Choose a new password', state: 'failed', text: null, error: 'The mail server refused the recipient.' },
].map((message, index) => ({
  id: String(index),
  channel: 'email',
  recipient: 'keeper@example.org',
  error: null,
  created_at: new Date().toISOString(),
  ...message,
}));

/** `/storage/v1` has refusals of its own. */
const storageRefuses = (pattern) => (page) =>
  page.route(path(pattern), (route) =>
    route.fulfill({
      status: 500,
      json: {
        statusCode: '500',
        error: 'InternalError',
        message: 'The server could not do it.',
        code: 'InternalError',
      },
    }),
  );

const seeEverything = async (page, shown) => {
  await page.getByRole('combobox', { name: 'Seen as' }).click();
  await page.getByRole('option', { name: /service/ }).click();
  await shown();
};

const openOwnFiles = async (page) => {
  await page.getByRole('gridcell').getByRole('button', { name: 'My files', exact: true }).click();
  await page.getByRole('gridcell').getByRole('button', { name: 'notes.md', exact: true }).waitFor();
  await renditions(page, 1);
};

const openFile = (page, name) => page.getByRole('gridcell').getByRole('button', { name, exact: true }).click();

/** Small pictures come one by one. */
const renditions = (page, count) =>
  page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('[role="grid"] img')].filter((image) => image.naturalWidth > 0).length >= wanted,
    count,
  );

/** Four files on their way: one done, one whose name is taken, one too large, one that does not end. */
const uploadsInEveryState = async (page) => {
  await page.route(path(/^\/storage\/v1\/upload\/resumable/), async (route) => {
    const request = route.request();
    const length = Number(request.headers()['upload-length'] ?? 0);
    if (request.method() === 'POST' && length > 20_000_000) {
      await route.fulfill({ status: 413, body: 'Maximum size exceeded' });
    } else if (request.method() === 'PATCH' && request.url().endsWith('/slow')) {
      await new Promise(() => {});
    } else if (request.method() === 'POST' && length === 9_000_000) {
      await route.fulfill({
        status: 201,
        headers: { location: `${new URL(request.url()).origin}/storage/v1/upload/resumable/slow` },
      });
    } else {
      await route.continue();
    }
  });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      { name: 'storyboard.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(9_000_000, 7) },
      { name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Another one of this name') },
      { name: 'film, uncut.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(20_000_001, 1) },
      {
        name: `caption ${Math.random().toString(36).slice(2, 6)}.txt`,
        mimeType: 'text/plain',
        buffer: Buffer.from('The keeper of the light'),
      },
    ]);
  const list = page.getByRole('list', { name: 'Uploads' });
  await list.getByText('A file of this name is there already.').waitFor();
  await list.getByText(/larger than/).waitFor();
  await list.getByLabel('Done').waitFor();
};

const firstTile = (page) => page.getByRole('gridcell').first();
const dataCalls =
  /^\/api\/(models|providers|generations|estimate-cost|projects|api-keys|access-keys|usage|credits\/.*)$/;

/** @type {Scene[]} */
export const scenes = [
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

  // Studio.
  { screen: 'studio', state: 'loading', who: 'regular', path: '/studio', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'studio',
    state: 'empty',
    who: 'newcomer',
    path: '/studio',
    act: (page) => page.getByText('The easel is empty.').waitFor(),
  },
  {
    screen: 'studio',
    state: 'error',
    who: 'regular',
    path: '/studio',
    arrange: fail(/^\/api\/(models|generations)$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  { screen: 'studio', state: 'done', who: 'regular', path: '/studio', act: pictureOnStage },
  {
    screen: 'studio',
    state: 'running',
    who: 'regular',
    path: '/studio',
    arrange: running,
    act: (page) => page.getByLabel('Phases').waitFor(),
  },
  {
    screen: 'studio',
    state: 'failed',
    who: 'regular',
    path: '/studio',
    arrange: failed,
    act: (page) => page.getByText('You were not charged.').first().waitFor(),
  },
  {
    screen: 'studio',
    state: 'text',
    who: 'regular',
    path: '/studio',
    act: (page) => showOnStage(page, 'text', () => page.getByRole('article', { name: 'Text' }).waitFor()),
  },
  {
    screen: 'studio',
    state: 'sound',
    who: 'regular',
    path: '/studio',
    act: (page) => showOnStage(page, 'audio', () => page.getByRole('button', { name: 'Play' }).waitFor()),
  },
  {
    screen: 'studio',
    state: 'models',
    who: 'regular',
    path: '/studio',
    act: async (page, narrow) => {
      if (narrow) await page.getByRole('button', { name: /Settings/ }).click();
      await page.getByRole('button', { name: /^Model: / }).click();
      await page.getByPlaceholder(/^Search \d+ models/).waitFor();
    },
  },
  {
    screen: 'studio',
    state: 'models-narrowed',
    who: 'regular',
    path: '/studio',
    arrange: models,
    act: async (page, narrow) => {
      if (narrow) await page.getByRole('button', { name: /Settings/ }).click();
      await page.getByRole('button', { name: /^Model: / }).click();
      await page.getByPlaceholder(/^Search \d+ models/).fill('dall-e');
      await page.getByRole('option', { name: /GPT Image 2\.6 Sunburst/ }).waitFor();
    },
  },
  {
    screen: 'studio',
    state: 'parameters',
    who: 'regular',
    path: '/studio',
    arrange: parameters,
    act: async (page, narrow) => {
      if (narrow) await page.getByRole('button', { name: /Settings/ }).click();
      const last = page.getByRole('group', { name: 'Keywords' });
      await last.waitFor();
      await page.getByRole('button', { name: 'Add: Keywords' }).click();
      await page.getByRole('textbox', { name: 'Keywords 1' }).fill('mist');
      await page.getByRole('button', { name: 'Fr', exact: true }).click();
    },
  },
  {
    screen: 'files',
    state: 'done',
    who: 'regular',
    path: '/studio',
    arrange: parameters,
    act: async (page, narrow) => {
      if (narrow) await page.getByRole('button', { name: /Settings/ }).click();
      await page.getByRole('group', { name: 'Mask' }).getByRole('button', { name: 'From the library' }).click();
      await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    },
  },
  { screen: 'compare', state: 'loading', who: 'regular', path: '/compare', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'compare',
    state: 'empty',
    who: 'newcomer',
    path: '/compare',
    act: (page) => page.getByText('Nothing to compare yet.').waitFor(),
  },
  {
    screen: 'compare',
    state: 'error',
    who: 'regular',
    path: '/compare?models=demo/demo-image,demo/demo-text',
    arrange: fail(/^\/api\/models$/),
    act: (page) => page.getByText('The models could not be loaded').waitFor(),
  },
  {
    screen: 'compare',
    state: 'done',
    who: 'regular',
    path: '/compare?models=demo/demo-image,demo/demo-text,demo/demo-audio',
    act: async (page) => {
      await page.getByRole('button', { name: /^Run 3 models/ }).click();
      await page.getByRole('button', { name: 'Pick as the winner' }).nth(2).waitFor({ state: 'attached' });
      await page
        .getByRole('article', { name: 'Demo picture' })
        .getByRole('button', { name: 'Pick as the winner' })
        .click();
      await page.getByText('Winner', { exact: true }).waitFor();
    },
  },
  {
    screen: 'compare',
    state: 'running',
    who: 'regular',
    path: '/compare?models=demo/demo-image,openai/gpt-image-2,openai/gpt-image-2.6-sunburst,openai/gpt-image-2.5-flare',
    arrange: comparing,
    act: async (page) => {
      await page.getByRole('button', { name: /^Run 4 models/ }).click();
      await page.getByText('The budget is used up').waitFor({ state: 'attached' });
      await page.getByRole('progressbar').first().waitFor({ state: 'attached' });
    },
  },
  {
    screen: 'studio',
    state: 'api-call',
    who: 'regular',
    path: '/studio',
    act: async (page) => {
      await showOnStage(page, 'image', () => pictureOnStage(page));
      await page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: 'Show API call' }).click();
      await page.getByLabel('curl code').waitFor();
    },
  },
  {
    screen: 'studio',
    state: 'shortcuts',
    who: 'regular',
    path: '/studio',
    act: async (page) => {
      await showOnStage(page, 'image', () => pictureOnStage(page));
      await page.keyboard.press('Control+/');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    screen: 'studio',
    state: 'palette',
    who: 'regular',
    path: '/studio',
    act: async (page) => {
      await showOnStage(page, 'image', () => pictureOnStage(page));
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Go to, do, or find a prompt').waitFor();
    },
  },

  // Gallery with viewer.
  { screen: 'gallery', state: 'loading', who: 'regular', path: '/library', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'gallery',
    state: 'empty',
    who: 'newcomer',
    path: '/library',
    act: (page) => page.getByText('The walls are bare.').waitFor(),
  },
  {
    screen: 'gallery',
    state: 'error',
    who: 'regular',
    path: '/library',
    arrange: fail(/^\/api\/generations$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  { screen: 'gallery', state: 'done', who: 'regular', path: '/library', act: (page) => firstTile(page).waitFor() },
  {
    screen: 'gallery',
    state: 'selection',
    who: 'regular',
    path: '/library',
    act: async (page) => {
      const boxes = page.getByRole('gridcell').getByRole('checkbox');
      await firstTile(page).waitFor();
      await boxes.nth(0).click();
      await boxes.nth(2).click();
      await page.getByText('2 selected').waitFor();
    },
  },
  {
    screen: 'gallery',
    state: 'viewer',
    who: 'regular',
    path: '/library',
    act: async (page) => {
      const pictures = page.getByRole('gridcell').filter({ has: page.getByRole('img') });
      await pictures.first().getByRole('button').first().click();
      await page.getByRole('dialog').getByRole('img').first().waitFor();
    },
  },
  {
    screen: 'gallery',
    state: 'nothing-found',
    who: 'regular',
    path: '/library?q=nobody-ever-wrote-this',
    act: (page) => page.getByText('Nothing matches.').waitFor(),
  },
  {
    screen: 'gallery',
    state: 'trash',
    who: 'newcomer',
    path: '/library?trash=true',
    act: (page) => page.getByText('The trash is empty.').waitFor(),
  },

  // Projects.
  { screen: 'projects', state: 'loading', who: 'regular', path: '/projects', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'projects',
    state: 'empty',
    who: 'newcomer',
    path: '/projects',
    act: (page) => page.getByText('No project yet.').waitFor(),
  },
  {
    screen: 'projects',
    state: 'error',
    who: 'regular',
    path: '/projects',
    arrange: fail(/^\/api\/projects$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'projects',
    state: 'done',
    who: 'regular',
    path: '/projects',
    act: (page) => page.getByRole('article').first().waitFor(),
  },
  {
    screen: 'projects',
    state: 'new',
    who: 'regular',
    path: '/projects?create=true',
    act: async (page) => {
      const dialog = page.getByRole('dialog', { name: 'New project' });
      await dialog.getByRole('radio', { name: 'Up to an amount' }).click();
      await dialog.getByLabel('Amount in dollars').waitFor();
    },
  },
  {
    screen: 'projects',
    state: 'one',
    who: 'regular',
    path: '/projects',
    act: async (page) => {
      await page.getByRole('link', { name: 'Lighthouse keepers' }).last().click();
      await page.getByRole('tab', { name: 'Assets' }).waitFor();
      await firstTile(page).waitFor();
    },
  },

  // Keys.
  { screen: 'keys', state: 'loading', who: 'regular', path: '/settings/keys', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'keys',
    state: 'empty',
    who: 'newcomer',
    path: '/settings/keys',
    act: async (page) => {
      await page.getByText('No key yet.').waitFor();
      await page.getByText('No program has access yet.').waitFor();
    },
  },
  {
    screen: 'keys',
    state: 'error',
    who: 'regular',
    path: '/settings/keys',
    arrange: fail(/^\/api\/(api-keys|access-keys|providers)$/),
    act: (page) => page.getByRole('alert').nth(1).waitFor(),
  },
  {
    screen: 'keys',
    state: 'done',
    who: 'regular',
    path: '/settings/keys',
    act: async (page) => {
      await page.getByRole('listitem').first().waitFor();
      await page.getByRole('table', { name: 'Access keys' }).waitFor();
    },
  },
  {
    screen: 'keys',
    state: 'add',
    who: 'regular',
    path: '/settings/keys',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a key' }).click();
      await page.getByLabel('Key', { exact: true }).fill('sk-proj-0123456789');
      await page.getByText('This looks like a key of OpenAI').waitFor();
    },
  },

  // Usage.
  { screen: 'usage', state: 'loading', who: 'regular', path: '/usage', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'usage',
    state: 'empty',
    who: 'newcomer',
    path: '/usage',
    act: (page) => page.getByText('In this time', { exact: true }).waitFor(),
  },
  {
    screen: 'usage',
    state: 'error',
    who: 'regular',
    path: '/usage',
    arrange: fail(/^\/api\/(usage|credits\/statement)$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'usage',
    state: 'done',
    who: 'regular',
    path: '/usage',
    act: (page) => page.getByText('By model').first().waitFor(),
  },

  // The rest of the house, once each.
  {
    screen: 'queue',
    state: 'waiting',
    who: 'regular',
    path: '/queue',
    arrange: queued,
    act: (page) => page.getByRole('button', { name: 'Pause all' }).waitFor(),
  },
  {
    screen: 'queue',
    state: 'everybody',
    who: 'regular',
    path: '/queue',
    arrange: queued,
    act: async (page) => {
      await page.getByRole('radio', { name: 'Everybody’s' }).click();
      await page.getByText('A run of somebody else').first().waitFor();
    },
  },
  { screen: 'queue', state: 'loading', who: 'regular', path: '/queue', arrange: hang(/^\/api\/queue$/), act: waiting },
  {
    screen: 'queue',
    state: 'error',
    who: 'regular',
    path: '/queue',
    arrange: fail(/^\/api\/queue$/),
    act: (page) => page.getByText('The queue could not be loaded').waitFor(),
  },
  {
    screen: 'queue',
    state: 'done',
    who: 'regular',
    path: '/queue',
    act: (page) => page.getByText('Ended lately').waitFor(),
  },
  {
    screen: 'queue-drawer',
    state: 'done',
    who: 'regular',
    path: '/usage',
    arrange: queued,
    act: async (page) => {
      await page.getByRole('heading', { name: 'Usage' }).waitFor();
      await page
        .getByRole('contentinfo')
        .getByRole('button', { name: /running/i })
        .click();
      await page.getByRole('dialog', { name: 'Queue' }).getByText('Ended lately').waitFor();
    },
  },
  {
    screen: 'access-key',
    state: 'limits',
    who: 'regular',
    path: '/settings/keys',
    arrange: alter(/^\/api\/budgets$/, () => ({ budgets: [] })),
    act: async (page) => {
      await page.getByRole('button', { name: 'Limits of Nightly script' }).click();
      await page.getByText('Nothing limits this key.').waitFor();
    },
  },
  { screen: 'preferences', state: 'done', who: 'regular', path: '/settings/preferences' },
  {
    screen: 'admin',
    state: 'people',
    who: 'regular',
    path: '/admin',
    act: (page) => page.getByRole('table').waitFor(),
  },
  {
    screen: 'admin',
    state: 'keys',
    who: 'regular',
    path: '/admin?tab=keys',
    act: (page) => page.getByText('No key yet.').waitFor(),
  },
  {
    screen: 'admin',
    state: 'audit',
    who: 'regular',
    path: '/admin?tab=audit',
    act: (page) => page.getByRole('row').nth(1).waitFor(),
  },
  {
    screen: 'admin',
    state: 'exposure',
    who: 'regular',
    path: '/admin?tab=exposure',
  },
  {
    screen: 'admin-mail',
    state: 'loading',
    who: 'regular',
    path: '/admin?tab=mail',
    arrange: hang(/^\/api\/admin\/messages$/),
    act: waiting,
  },
  {
    screen: 'admin-mail',
    state: 'empty',
    who: 'regular',
    path: '/admin?tab=mail',
    arrange: alter(/^\/api\/admin\/messages$/, () => ({ messages: [] })),
    act: (page) => page.getByText('No messages yet.').waitFor(),
  },
  {
    screen: 'admin-mail',
    state: 'error',
    who: 'regular',
    path: '/admin?tab=mail',
    arrange: fail(/^\/api\/admin\/messages$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'admin-mail',
    state: 'done',
    who: 'regular',
    path: '/admin?tab=mail',
    arrange: alter(/^\/api\/admin\/messages$/, () => ({ messages })),
    act: (page) => page.getByRole('list', { name: 'Messages' }).waitFor(),
  },
  {
    screen: 'admin-health',
    state: 'loading',
    who: 'regular',
    path: '/admin?tab=health',
    arrange: hang(/^\/api\/admin\/monitoring$/),
    act: waiting,
  },
  {
    screen: 'admin-health',
    state: 'empty',
    who: 'regular',
    path: '/admin?tab=health',
    arrange: alter(/^\/api\/admin\/monitoring$/, () => ({ failures: [], anomalies: [], activity: [] })),
    act: (page) => page.getByText('The server has not failed at anything.').waitFor(),
  },
  {
    screen: 'admin-health',
    state: 'error',
    who: 'regular',
    path: '/admin?tab=health',
    arrange: fail(/^\/api\/admin\/monitoring$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'admin-health',
    state: 'done',
    who: 'regular',
    path: '/admin?tab=health',
    arrange: alter(/^\/api\/admin\/monitoring$/, () => monitoring()),
    act: (page) => page.getByText('Failures of the server').waitFor(),
  },
  {
    screen: 'admin-data',
    state: 'loading',
    who: 'regular',
    path: '/admin?tab=data',
    arrange: hang(/^\/api\/admin\/data\/tables$/),
    act: waiting,
  },
  {
    screen: 'admin-data',
    state: 'off',
    who: 'regular',
    path: '/admin?tab=data',
    arrange: (page) =>
      page.route(path(/^\/api\/admin\/data\/tables$/), (route) =>
        route.fulfill({ status: 404, json: { ...unavailable(route.request()), status: 404, code: 'console.off' } }),
      ),
    act: (page) => page.getByText('The console is off.').waitFor(),
  },
  {
    screen: 'admin-data',
    state: 'error',
    who: 'regular',
    path: '/admin?tab=data',
    arrange: fail(/^\/api\/admin\/data\/tables$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'admin-data',
    state: 'done',
    who: 'regular',
    path: '/admin?tab=data',
    act: (page) => page.getByRole('button', { name: 'public.projects' }).click(),
  },
  {
    screen: 'admin-sql',
    state: 'empty',
    who: 'regular',
    path: '/admin?tab=data',
    act: (page) => page.getByRole('radio', { name: 'SQL' }).click(),
  },
  {
    screen: 'admin-sql',
    state: 'error',
    who: 'regular',
    path: '/admin?tab=data',
    act: async (page) => {
      await runSql(page, 'select id, nmae\nfrom public.projects');
      await page.getByRole('alert').waitFor();
    },
  },
  {
    screen: 'admin-sql',
    state: 'done',
    who: 'regular',
    path: '/admin?tab=data',
    act: async (page) => {
      await runSql(
        page,
        'select policyname, tablename, cmd, qual\nfrom pg_policies\nwhere schemaname = $$public$$\norder by tablename, policyname\nlimit 12',
      );
      await page.getByRole('button', { name: 'Copy as CSV' }).waitFor();
    },
  },
  {
    screen: 'organisations',
    state: 'loading',
    who: 'regular',
    path: '/organisations',
    arrange: hang(/^\/api\/organisations$/),
    act: waiting,
  },
  {
    screen: 'organisations',
    state: 'empty',
    who: 'newcomer',
    path: '/organisations',
    act: (page) => page.getByRole('heading', { name: 'You work alone so far.' }).waitFor(),
  },
  {
    screen: 'organisations',
    state: 'error',
    who: 'regular',
    path: '/organisations',
    arrange: fail(/^\/api\/organisations$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'organisations',
    state: 'done',
    who: 'regular',
    path: '/organisations',
    act: (page) => page.getByRole('link', { name: /Lighthouse press/ }).waitFor(),
  },
  {
    screen: 'organisation',
    state: 'owner',
    who: 'regular',
    path: '/organisations',
    act: openOrganisation,
  },
  {
    screen: 'organisation',
    state: 'viewer',
    who: 'regular',
    path: '/organisations',
    arrange: alter(/^\/api\/organisations\/[0-9a-f-]{36}$/, (organisation) => ({
      ...organisation,
      role: 'viewer',
      permissions: ['members.read', 'organisation.read', 'projects.read'],
    })),
    act: openOrganisation,
  },
  {
    screen: 'organisation',
    state: 'error',
    who: 'regular',
    path: '/organisations/0192cccc-0000-7000-8000-000000000009',
    act: (page) => page.getByText('Your organisations could not be loaded').waitFor(),
  },
  {
    screen: 'join',
    state: 'signed-out',
    who: 'nobody',
    path: '/join#a-token-of-an-invitation',
    arrange: invitedBy('new@example.org'),
    act: (page) => page.getByText('Lighthouse press').waitFor(),
  },
  {
    screen: 'join',
    state: 'over',
    who: 'nobody',
    path: '/join#a-token-nobody-made',
    act: (page) => page.getByText('The invitation cannot be used').waitFor(),
  },
  {
    screen: 'account',
    state: 'delete',
    who: 'newcomer',
    path: '/account',
    act: async (page) => {
      await page.getByRole('button', { name: 'Delete account' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    screen: 'account',
    state: 'loading',
    who: 'regular',
    path: '/account',
    arrange: hang(/^\/auth\/v1\/user$/),
    act: waiting,
  },
  {
    screen: 'account',
    state: 'error',
    who: 'regular',
    path: '/account',
    arrange: authRefusal(/^\/auth\/v1\/user$/, 500, 'unexpected_failure'),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'account',
    state: 'done',
    who: 'regular',
    path: '/account',
    act: (page) => page.getByRole('textbox', { name: 'Name', exact: true }).waitFor(),
  },
  {
    screen: 'account',
    state: 'waiting',
    who: 'regular',
    path: '/account',
    arrange: authAnswer(/^\/auth\/v1\/user$/, {
      email: 'regular@example.org',
      new_email: 'keeper@example.org',
      email_change_sent_at: new Date().toISOString(),
      app_metadata: { role: 'admin' },
      user_metadata: { name: 'Regular' },
      identities: [],
    }),
    act: (page) => page.getByText('Waiting for').waitFor(),
  },
  {
    screen: 'account',
    state: 'authenticator',
    who: 'regular',
    path: '/account',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add an authenticator' }).click();
      const code = page.getByLabel('Code it shows now');
      await code.waitFor();
      await code.scrollIntoViewIfNeeded();
    },
  },
  {
    screen: 'sign-ins',
    state: 'loading',
    who: 'regular',
    path: '/account',
    arrange: hang(/^\/api\/account\/sessions$/),
    act: async (page) => {
      const region = page.getByRole('region', { name: 'Sign-ins' });
      await region.waitFor();
      await region.evaluate((each) => each.scrollIntoView({ block: 'start' }));
    },
  },
  {
    screen: 'sign-ins',
    state: 'error',
    who: 'regular',
    path: '/account',
    arrange: fail(/^\/api\/account\/sessions$/),
    act: async (page) => {
      const failed = page.getByText('Your sign-ins could not be loaded');
      await failed.waitFor();
      await failed.scrollIntoViewIfNeeded();
    },
  },
  {
    screen: 'sign-ins',
    state: 'empty',
    who: 'regular',
    path: '/account',
    arrange: alter(/^\/api\/account\/sessions$/, () => ({ sessions: signIns.slice(0, 1) })),
    act: toSection('Sign-ins'),
  },
  {
    screen: 'sign-ins',
    state: 'done',
    who: 'regular',
    path: '/account',
    arrange: all(
      alter(/^\/api\/account\/sessions$/, () => ({ sessions: signIns })),
      doors({ providers: issuers, manual_linking: true }),
    ),
    act: toSection('Sign-ins'),
  },
  {
    screen: 'sign-ins',
    state: 'linked',
    who: 'regular',
    path: '/account?linked=club',
    arrange: all(
      doors({ providers: issuers, manual_linking: true }),
      authAnswer(/^\/auth\/v1\/user$/, {
        email: 'regular@example.org',
        app_metadata: { role: 'admin' },
        user_metadata: { name: 'Regular' },
        identities: [
          { identity_id: '1', provider: 'email', email: 'regular@example.org', created_at: new Date().toISOString() },
          { identity_id: '2', provider: 'club', email: 'me@club.example.org', created_at: new Date().toISOString() },
        ],
      }),
    ),
    act: toSection('Ways to sign in'),
  },
  // Storage.
  {
    screen: 'storage',
    state: 'loading',
    who: 'regular',
    path: '/storage',
    arrange: hang(/^\/storage\/v1\/bucket$/),
    act: waiting,
  },
  {
    screen: 'storage',
    state: 'empty',
    who: 'newcomer',
    path: '/storage',
    arrange: (page) => page.route(path(/^\/storage\/v1\/bucket$/), (route) => route.fulfill({ json: [] })),
    act: (page) => page.getByRole('heading', { name: 'No bucket is open to you.' }).waitFor(),
  },
  {
    screen: 'storage',
    state: 'error',
    who: 'regular',
    path: '/storage',
    arrange: storageRefuses(/^\/storage\/v1\/bucket$/),
    act: (page) => page.getByText('The buckets could not be loaded').waitFor(),
  },
  {
    screen: 'storage',
    state: 'done',
    who: 'regular',
    path: '/storage',
    act: (page) => seeEverything(page, () => page.getByRole('link', { name: 'press-kit' }).waitFor()),
  },
  {
    screen: 'storage',
    state: 'create',
    who: 'regular',
    path: '/storage',
    act: async (page) => {
      await page.getByRole('button', { name: 'New bucket' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('postcards');
      await dialog.getByLabel('Largest file').fill('20 apples');
      await dialog.getByRole('button', { name: 'Create bucket' }).click();
      await dialog.getByText('Write a number and a unit').waitFor();
    },
  },
  {
    screen: 'storage',
    state: 'space',
    who: 'regular',
    path: '/storage',
    arrange: alter(/^\/api\/storage\/usage$/, (usage) => ({ ...usage, quota_bytes: Math.round(usage.bytes * 1.05) })),
    act: async (page) => {
      const owners = page.getByRole('table', { name: 'By owner' });
      await owners.getByText('regular@example.org').waitFor();
      await page.getByRole('button', { name: 'See what would go' }).click();
      await page.getByText(/^(Would remove|Nothing is old enough)/).waitFor();
      await page
        .getByRole('region', { name: 'Your space' })
        .evaluate((each) => each.scrollIntoView({ block: 'start' }));
    },
  },
  {
    screen: 'storage-rules',
    state: 'done',
    who: 'regular',
    path: '/storage',
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for user-uploads' }).click();
      await page.getByRole('menuitem', { name: 'Rules' }).click();
      await page
        .getByRole('dialog')
        .getByText(/^Whoever is signed in may upload/)
        .waitFor();
      await page.getByRole('dialog').getByText('As SQL').nth(1).click();
    },
  },
  {
    screen: 'bucket',
    state: 'loading',
    who: 'regular',
    path: '/storage/user-uploads',
    arrange: hang(/^\/storage\/v1\/object\/list-v2\//),
    act: waiting,
  },
  {
    screen: 'bucket',
    state: 'empty',
    who: 'newcomer',
    path: '/storage/user-uploads',
    act: (page) => page.getByRole('heading', { name: 'Nothing is in here.' }).waitFor(),
  },
  {
    screen: 'bucket',
    state: 'error',
    who: 'regular',
    path: '/storage/user-uploads',
    arrange: storageRefuses(/^\/storage\/v1\/object\/list-v2\//),
    act: (page) => page.getByText('The files could not be loaded').waitFor(),
  },
  {
    screen: 'bucket',
    state: 'missing',
    who: 'regular',
    path: '/storage/not-here',
    act: (page) => page.getByText('This bucket is not open to you.').waitFor(),
  },
  {
    screen: 'bucket',
    state: 'done',
    who: 'regular',
    path: '/storage/user-uploads',
    act: openOwnFiles,
  },
  {
    screen: 'bucket',
    state: 'tiles',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await page.getByRole('radio', { name: 'Tiles' }).click();
      await renditions(page, 2);
    },
  },
  {
    screen: 'bucket',
    state: 'selected',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await page
        .getByRole('gridcell')
        .getByRole('button', { name: 'heron.png' })
        .or(page.getByRole('gridcell').getByRole('button', { name: 'notes.md' }))
        .first()
        .focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Space');
      await page.getByText('2 selected').waitFor();
    },
  },
  {
    screen: 'bucket',
    state: 'uploads',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await uploadsInEveryState(page);
    },
  },
  {
    screen: 'bucket-link',
    state: 'done',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await page.getByRole('button', { name: 'Actions for notes.md' }).click();
      await page.getByRole('menuitem', { name: 'Copy link' }).click();
      await page
        .getByRole('dialog')
        .getByText(/token=/)
        .waitFor();
    },
  },
  {
    screen: 'file',
    state: 'loading',
    who: 'regular',
    path: '/storage/user-uploads',
    arrange: hang(/^\/storage\/v1\/object\/sign\//),
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'poppies.png');
      await waiting(page);
    },
  },
  {
    screen: 'file',
    state: 'error',
    who: 'regular',
    path: '/storage/user-uploads',
    arrange: storageRefuses(/^\/storage\/v1\/object\/sign\//),
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'poppies.png');
      await page.getByText('The preview could not be loaded').waitFor();
    },
  },
  {
    screen: 'file',
    state: 'done',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'poppies.png');
      const picture = page.getByRole('dialog').getByRole('img');
      await picture.waitFor();
      await page.waitForFunction((image) => image.naturalWidth > 0, await picture.elementHandle());
    },
  },
  {
    screen: 'file',
    state: 'source',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'easel.svg');
      await page.getByText('<svg').waitFor();
    },
  },
  {
    screen: 'file',
    state: 'sound',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'bell, first take.wav');
      await page.getByRole('dialog').locator('audio').waitFor();
    },
  },
  {
    screen: 'connection',
    state: 'done',
    who: 'regular',
    path: '/storage',
    act: async (page) => {
      await page.getByRole('button', { name: 'Connected' }).click();
      await page.getByText(/^Since \d/).waitFor();
    },
  },
  {
    screen: 'connection',
    state: 'reconnecting',
    who: 'regular',
    path: '/storage',
    arrange: (page) => page.route(path(/^\/api\/events$/), (route) => route.abort()),
    act: async (page) => {
      await page.getByRole('button', { name: /^Reconnecting/ }).click();
      await page.getByRole('button', { name: 'Try now' }).waitFor();
    },
  },
  {
    screen: 'lost',
    state: 'done',
    who: 'regular',
    path: '/nowhere',
    act: (page) => page.getByText('There is no page').waitFor(),
  },
  ...engineScenes({ hang, fail, alter, waiting }),
];

async function pictureOnStage(page) {
  const picture = page.getByRole('region', { name: 'Stage' }).getByRole('img').first();
  await picture.waitFor();
  await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await picture.elementHandle());
}

/** Puts the newest result of a type on the stage. */
async function showOnStage(page, kind, shown) {
  const { generations } = await page.evaluate(
    async (wanted) => (await (await fetch(`/api/generations?type=${wanted}&status=completed&limit=1`)).json()).data,
    kind,
  );
  await page.goto(`/studio?g=${generations[0].id}`);
  await shown();
}

/**
 * Opens a scene in a window and waits until it stands still.
 *
 * @param {import('playwright-core').Page} page
 * @param {Scene} scene
 * @param {boolean} narrow
 */
export async function play(page, scene, narrow) {
  await scene.arrange?.(page);
  await page.goto(scene.path, { waitUntil: 'domcontentloaded' });
  await scene.act?.(page, narrow);
  await settle(page);
}

/** Fonts and the pictures in sight are there, and nothing moves any more. */
export async function settle(page) {
  await page.evaluate(async () => {
    const inSight = (element) => {
      const box = element.getBoundingClientRect();
      return box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    };
    const ended = (image) =>
      image.complete
        ? Promise.resolve()
        : new Promise((done) => {
            image.addEventListener('load', done);
            image.addEventListener('error', done);
          });
    await document.fonts.ready;
    await Promise.all([...document.images].filter(inSight).map(ended));
    // Twice: what a finished picture starts (it fades in) is waited for as well.
    for (let round = 0; round < 2; round++) {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const moving = document
        .getAnimations()
        .filter((animation) => animation.effect?.getTiming().iterations !== Infinity);
      await Promise.all(moving.map((animation) => animation.finished.catch(() => {})));
    }
  });
}
