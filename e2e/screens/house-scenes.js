import { all, alter, authAnswer, authRefusal, doors, fail, hang, issuers, path, waiting } from './arrange.js';

/** The rest of the house, once each: account, organisations, queue, preferences. */

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

const openOrganisation = async (page) => {
  await page.getByRole('link', { name: /Lighthouse press/ }).click();
  await page.getByRole('list', { name: 'Members' }).waitFor();
};

const organisationUsage = /^\/api\/organisations\/[0-9a-f-]{36}\/usage$/;

/** Who made how much, or the same by project. */
const spent = [
  ['mara@example.org', 'Spring catalogue', 1_204, 12, 48_160_000],
  ['tomas@example.org', 'A second printing of the catalogue, with the new covers', 310, 0, 9_870_000],
  ['regular@example.org', null, 16, 1, 9_025],
].map(([person, project, count, failed, cost_micros]) => ({
  person,
  user_id: person,
  project,
  project_id: project,
  count,
  failed,
  cost_micros,
}));

const toUsage = (shown) => async (page) => {
  await openOrganisation(page);
  const usage = page.getByRole('region', { name: 'Usage' });
  await shown(usage, page);
  await usage.evaluate((region) => region.scrollIntoView({ block: 'start' }));
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

/** @type {import('./scenes.js').Scene[]} */
export const houseScenes = [
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
  ...[
    ['loading', hang(organisationUsage), (usage) => waiting(usage)],
    ['error', fail(organisationUsage), (usage) => usage.getByRole('alert').waitFor()],
    ['empty', undefined, (usage) => usage.getByText('Nothing in this time.').waitFor()],
    [
      'done',
      alter(organisationUsage, () => ({ rows: spent, complete: true })),
      (usage) => usage.getByText('mara@example.org').waitFor(),
    ],
    [
      'projects',
      alter(organisationUsage, () => ({ rows: spent, complete: false })),
      async (usage, page) => {
        await usage.getByRole('combobox', { name: 'By' }).click();
        await page.getByRole('option', { name: 'Project', exact: true }).click();
        await usage.getByText('Spring catalogue').waitFor();
      },
    ],
  ].map(([state, arrange, shown]) => ({
    screen: 'organisation-usage',
    state,
    who: 'regular',
    path: '/organisations',
    arrange,
    act: toUsage(shown),
  })),
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
];
