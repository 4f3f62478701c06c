import { alter, broken, fail, hang, path, waiting } from './arrange.js';

/** Pages for administrators: people, mail, health, data. */

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
  await page.getByRole('button', { name: /^Run\b/ }).click();
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

/** @type {import('./scenes.js').Scene[]} */
export const adminScenes = [
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
        route.fulfill({ status: 404, json: { ...broken(route.request()), status: 404, code: 'console.off' } }),
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
];
