/** Scenes of the pages where administrators look after money, machines, providers and prompts. */

const minutesAgo = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

const budget = {
  id: '0192aaaa-0000-7000-8000-000000000001',
  scope: 'server',
  subject_id: null,
  name: null,
  period: 'month',
  imposed_by: 'admin',
  soft_micros: 400_000_000,
  hard_micros: 500_000_000,
  raised_micros: null,
  raised_until: null,
  spent_micros: 431_200_000,
  held_micros: 12_400_000,
  renews_at: inDays(10),
  may_change: true,
};

const budgets = [
  budget,
  {
    ...budget,
    id: '0192aaaa-0000-7000-8000-000000000002',
    period: 'day',
    soft_micros: null,
    hard_micros: 40_000_000,
    raised_micros: 60_000_000,
    raised_until: inDays(2),
    spent_micros: 18_000_000,
    held_micros: 0,
    renews_at: inDays(1),
  },
];

const health = (provider, name, state, more = {}) => ({
  provider,
  display_name: name,
  state,
  success_rate: state === 'unknown' ? null : 0.997,
  calls: state === 'unknown' ? 0 : 412,
  failures: state === 'unknown' ? 0 : 1,
  p50_ms: state === 'unknown' ? null : 4_100,
  p95_ms: state === 'unknown' ? null : 11_300,
  last_error: null,
  circuits: [],
  maintenance: null,
  ...more,
});

const providers = [
  health('openai', 'OpenAI', 'ok'),
  health('google', 'Google Gemini', 'degraded', {
    success_rate: 0.84,
    last_error: {
      at: minutesAgo(3),
      outcome: 'overloaded',
      message: 'The model is overloaded. Please try again later.',
    },
    circuits: [{ model: 'gemini-omni-1.2-flash', state: 'open' }],
  }),
  health('fal', 'fal', 'maintenance', {
    maintenance: { provider: 'fal', reason: 'We move to a new account', ends_at: inDays(1), since: minutesAgo(50) },
  }),
  health('anthropic', 'Anthropic', 'unknown'),
];

const worker = {
  id: '0192bbbb-0000-7000-8000-000000000001',
  name: 'studio-4090',
  worker_type: 'generation',
  state: 'busy',
  draining: false,
  job_kinds: ['sdxl_image_fast', 'sdxl_image_high'],
  offered_kinds: ['sdxl_image_fast', 'sdxl_image_high'],
  labels: [],
  credential_last4: 'k3Qz',
  url: null,
  url_active: null,
  url_error: null,
  version: '1.0',
  device: 'RTX 4090',
  model_loaded: 'SDXL',
  vram_total_bytes: 24 * 1024 ** 3,
  vram_used_bytes: 17.2 * 1024 ** 3,
  current_jobs: [
    {
      generation_id: '0192cccc-0000-7000-8000-000000000001',
      job_kind: 'sdxl_image_high',
      model: 'sdxl-high',
      attempt: 1,
      progress: 0.62,
      leased_at: minutesAgo(0.4),
      leased_until: minutesAgo(-2),
    },
  ],
  jobs_last_hour: 131,
  failed_last_hour: 2,
  last_error: null,
  last_error_at: null,
  heartbeat_at: minutesAgo(0),
  heartbeat_age_seconds: 3,
};

const fleet = {
  workers: [
    worker,
    {
      ...worker,
      id: '0192bbbb-0000-7000-8000-000000000002',
      name: 'rack-2',
      state: 'silent',
      current_jobs: [],
      vram_used_bytes: 0,
      jobs_last_hour: 0,
      failed_last_hour: 0,
      last_error: 'CUDA out of memory',
      last_error_at: minutesAgo(16),
      heartbeat_at: minutesAgo(14),
    },
  ],
  job_kinds: [{ job_kind: 'sdxl_image_fast', models: [] }],
};

const rules = [
  {
    source: 'admin',
    replaced: false,
    rule: {
      id: 'no_logos',
      action: 'block',
      sentence: 'Leave the logo out; we may not use it.',
      words: ['logo', 'trademark'],
      patterns: [],
      over: [],
    },
  },
  {
    source: 'file',
    replaced: false,
    rule: { id: 'faces', action: 'flag', sentence: null, words: ['portrait'], patterns: [], over: [] },
  },
];

const cases = [
  {
    id: '0192dddd-0000-7000-8000-000000000001',
    user_id: '0192dddd-0000-7000-8000-00000000000a',
    email: 'mara@example.org',
    prompt: 'A delivery van with our logo in the rain',
    decision: 'blocked',
    rule: 'no_logos',
    times: 3,
    first_at: minutesAgo(90),
    last_at: minutesAgo(12),
    allowed_at: null,
    allowed_reason: null,
  },
];

const letters = [
  {
    id: '0192eeee-0000-7000-8000-000000000001',
    user_id: '0192dddd-0000-7000-8000-00000000000a',
    provider: 'openai',
    model: 'gpt-image-2',
    pool: 'server',
    job_kind: null,
    attempts: 5,
    dead_at: minutesAgo(34),
    message: 'All tries are used up.',
    provider_message: 'The engine is currently overloaded, please try again later',
  },
];

const rate = (name, weight, runs_max, requests_per_minute, requests_burst, generations_per_minute) => ({
  name,
  weight,
  runs_max,
  requests_per_minute,
  requests_burst,
  generations_per_minute,
});

const used = (person, count, failed, cost_micros) => ({ user_id: person, person, count, failed, cost_micros });

const usage = {
  rows: [
    used('mara@example.org', 1_204, 12, 48_160_000),
    used('tomas@example.org', 310, 0, 9_870_000),
    used('regular@example.org', 16, 1, 84_000),
    used(null, 3, 0, 0),
  ],
  complete: true,
};

const tiers = {
  tiers: [
    rate('free', 0.5, 2, 60, null, 10),
    rate('paid', 2, 8, 600, 1200, null),
    rate('studio-2', 4, null, 6000, null, 1000),
  ],
  people: [{ user_id: '019c2f4e-7a10-7c31-9d52-5b1f0c9a77e9', email: 'mara@example.org', name: 'Mara', tier: 'paid' }],
  organisations: [{ org_id: '019c2f4e-7a10-7c31-9d52-5b1f0c9a77ea', name: 'North Studio', tier: 'studio-2' }],
  limits: [
    { scope: 'provider', name: 'fal', runs_max: 40 },
    { scope: 'model', name: 'openai/gpt-image-2', runs_max: 12 },
  ],
};

/**
 * @param {{ hang: Function, fail: Function, alter: Function, waiting: Function }} how the ways to intercept
 * @returns {import('./scenes.js').Scene[]}
 */
export function engineScenes({ hang, fail, alter, waiting }) {
  const page = (screen, tab, pattern, done, shown, empty, nothing) => [
    { screen, state: 'loading', who: 'regular', path: tab, arrange: hang(pattern), act: waiting },
    {
      screen,
      state: 'error',
      who: 'regular',
      path: tab,
      arrange: fail(pattern),
      act: (page) => page.getByRole('alert').first().waitFor(),
    },
    {
      screen,
      state: 'empty',
      who: 'regular',
      path: tab,
      arrange: alter(pattern, () => empty),
      act: (page) => page.getByText(nothing).first().waitFor(),
    },
    {
      screen,
      state: 'done',
      who: 'regular',
      path: tab,
      arrange: alter(pattern, () => done),
      act: (page) => page.getByText(shown).first().waitFor(),
    },
  ];
  return [
    ...page(
      'admin-usage',
      '/admin?tab=usage',
      /^\/api\/admin\/usage$/,
      usage,
      'mara@example.org',
      { rows: [], complete: true },
      'Nothing in this time.',
    ),
    ...page(
      'admin-limits',
      '/admin?tab=limits',
      /^\/api\/admin\/budgets$/,
      { budgets, next_cursor: null },
      '$500.00 a month',
      { budgets: [], next_cursor: null },
      'Nothing limits what this server spends.',
    ),
    ...page(
      'admin-tiers',
      '/admin?tab=tiers',
      /^\/api\/admin\/queue\/rules$/,
      tiers,
      'studio-2',
      { tiers: [], people: [], organisations: [], limits: [] },
      'Everybody is “standard”.',
    ),
    {
      screen: 'admin-tiers',
      state: 'change',
      who: 'regular',
      path: '/admin?tab=tiers',
      arrange: alter(/^\/api\/admin\/queue\/rules$/, () => tiers),
      act: async (page) => {
        await page.getByRole('button', { name: 'Actions for the tier paid' }).click();
        await page.getByRole('menuitem', { name: 'Change' }).click();
        await page.getByRole('dialog').getByLabel('Requests a minute').waitFor();
      },
    },
    {
      screen: 'admin-tiers',
      state: 'people',
      who: 'regular',
      path: '/admin?tab=tiers',
      arrange: alter(/^\/api\/admin\/queue\/rules$/, () => tiers),
      act: async (page) => {
        await page.getByRole('button', { name: 'Put somebody in a tier' }).click();
        await page
          .getByRole('checkbox', { name: /newcomer/ })
          .first()
          .check();
      },
    },
    ...page(
      'admin-providers',
      '/admin?tab=providers',
      /^\/api\/providers\/health$/,
      { providers },
      'Google Gemini',
      { providers: [health('demo', 'Demo', 'unknown')] },
      'Not called',
    ),
    ...page(
      'admin-workers',
      '/admin?tab=workers',
      /^\/api\/workers$/,
      fleet,
      'studio-4090',
      { ...fleet, workers: [] },
      'No machine works here yet.',
    ),
    ...page(
      'admin-moderation',
      '/admin?tab=moderation',
      /^\/api\/admin\/moderation\/cases$/,
      { cases, next_before: null },
      'mara@example.org',
      { cases: [], next_before: null },
      'Nothing was found so far.',
    ),
    {
      screen: 'admin-moderation',
      state: 'rules',
      who: 'regular',
      path: '/admin?tab=moderation',
      arrange: alter(/^\/api\/admin\/moderation\/rules$/, () => ({ rules })),
      act: (page) => page.getByText('no_logos').first().waitFor(),
    },
    ...page(
      'admin-dead-letters',
      '/admin?tab=dead-letters',
      /^\/api\/admin\/dead-letters$/,
      { dead_letters: letters, next_cursor: null },
      'openai/gpt-image-2',
      { dead_letters: [], next_cursor: null },
      'Nothing was given up.',
    ),
  ];
}
