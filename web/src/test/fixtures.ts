import type {
  Asset,
  Doors,
  Generation,
  Model,
  Project,
  Provider,
  ProviderKey,
  Session,
  Usage,
  User,
} from '@/lib/api/types';

const at = '2026-11-20T10:00:00.000Z';

export const user: User = {
  id: '0192aaaa-0000-7000-8000-000000000001',
  email: 'mara@example.org',
  name: null,
  avatar_url: null,
  is_admin: true,
  created_at: at,
  credits_micros: 5_000_000,
  credits_held_micros: 0,
};

export const doors: Doors = {
  providers: [],
  captcha: null,
  phone: false,
  manual_linking: false,
  password: { length_min: 6, needs: [] },
};

export const session: Session = { setup_required: false, signup_enabled: false, doors, user, version: '0.1.0' };

const imageParameters = {
  type: 'object',
  properties: {
    size: { type: 'string', title: 'Size', enum: ['1024x1024', '1536x1024', '1024x1536'], default: '1024x1024' },
    detail: { type: 'integer', title: 'Detail', minimum: 1, maximum: 10, default: 6 },
    seed: { type: 'integer', title: 'Seed', minimum: 0 },
    grain: { type: 'number', title: 'Grain', minimum: 0, maximum: 1, default: 0.3, 'x-advanced': true },
  },
};

export const demoImage: Model = {
  id: 'demo/demo-image',
  provider: 'demo',
  model: 'demo-image',
  display_name: 'Demo image',
  description: null,
  generation_type: 'image',
  capabilities: ['text_to_image'],
  parameters: imageParameters,
  max_reference_images: 1,
  price: { label: 'Free', unit: 'free' },
  retires_at: null,
  available: true,
  unavailable_code: null,
  unavailable_reason: null,
  key_source: 'free',
};

export const paidImage: Model = {
  ...demoImage,
  id: 'openai/gpt-image-2',
  provider: 'openai',
  model: 'gpt-image-2',
  display_name: 'GPT Image 2',
  price: { label: '$0.040 / image', unit: 'image' },
  key_source: 'own',
};

export const lockedImage: Model = {
  ...paidImage,
  id: 'fal/flux',
  provider: 'fal',
  model: 'flux',
  display_name: 'FLUX',
  available: false,
  unavailable_code: 'vault.no_key',
  unavailable_reason: 'Add a key of fal to use it.',
  key_source: null,
};

export function asset(name: string): Asset {
  return {
    id: `asset-${name}`,
    generation_id: name,
    kind: 'image',
    mime_type: 'image/png',
    width: 1024,
    height: 1024,
    duration_ms: null,
    size_bytes: 120_000,
    color: '#334455',
    url: `/media/${name}`,
    thumbnail_url: `/media/${name}/thumbnail`,
    preview_url: `/media/${name}/preview`,
    loop_url: null,
    frame_rate: null,
    video_codec: null,
    audio_codec: null,
    created_at: at,
  };
}

/** A finished picture; `order` decides its place in a list, higher is newer. */
export function generation(order: number, change: Partial<Generation> = {}): Generation {
  const id = `0192bbbb-0000-7000-8000-${String(order).padStart(12, '0')}`;
  return {
    id,
    project_id: null,
    user_id: user.id,
    provider: 'demo',
    model: 'demo-image',
    generation_type: 'image',
    prompt: `Picture number ${order}`,
    parameters: { size: '1024x1024' },
    status: 'completed',
    phase: null,
    progress: null,
    queue_position: null,
    result: { content: null, mimeType: 'image/png', outputs: [asset(id)], reasoning: null },
    error_message: null,
    error_code: null,
    error: null,
    key_source: 'free',
    estimate_micros: 0,
    cost_micros: 0,
    cost_cents: 0,
    tokens_input: null,
    tokens_output: null,
    tokens_total: null,
    title: null,
    tags: [],
    rating: null,
    retry_of: null,
    seed: 42,
    attempts: 1,
    created_at: at,
    started_at: at,
    completed_at: at,
    duration_ms: 1200,
    updated_at: at,
    deleted_at: null,
    ...change,
  };
}

export const project: Project = {
  id: '0192cccc-0000-7000-8000-000000000001',
  org_id: null,
  name: 'Album artwork',
  description: null,
  thumbnail_url: null,
  budget_cents: 100,
  spent_cents: 98,
  spent_micros: 980_000,
  held_micros: 0,
  settings: {},
  archived_at: null,
  created_at: at,
  updated_at: at,
  generation_count: 3,
  last_generation_at: at,
};

export const openai: Provider = {
  id: 'openai',
  display_name: 'OpenAI',
  key_required: true,
  key_prefixes: ['sk-'],
  base_url_default: null,
  base_url_editable: true,
  docs_url: null,
  generation_types: ['image', 'text'],
  server_key: null,
  own_keys: 0,
};

export const anthropic: Provider = {
  ...openai,
  id: 'anthropic',
  display_name: 'Anthropic',
  key_prefixes: ['sk-ant-'],
  base_url_editable: false,
};

export const providerKey: ProviderKey = {
  id: '0192dddd-0000-7000-8000-000000000001',
  provider: 'openai',
  key_name: 'Main',
  last4: 'f3Kq',
  base_url: null,
  position: 0,
  use: null,
  status: 'valid',
  last_checked_at: at,
  last_error: null,
  is_active: true,
  last_used_at: null,
  created_at: at,
  updated_at: at,
};

const nothing = { count: 0, cost_micros: 0 };

export const usage: Usage = {
  total: { count: 12, cost_micros: 1_240_000 },
  today: { count: 2, cost_micros: 80_000 },
  by_model: [{ provider: 'openai', model: 'gpt-image-2', count: 12, cost_micros: 1_240_000 }],
  by_project: [{ project_id: null, name: null, ...nothing }],
  by_type: [{ type: 'image', count: 12, cost_micros: 1_240_000 }],
  by_day: [{ day: '2026-11-20', count: 2, cost_micros: 80_000 }],
  credits: { balance_micros: 5_000_000, held_micros: 0, granted_micros: 5_000_000, spent_micros: 0 },
};

export const signIns = [
  {
    id: 'here',
    current: true,
    created_at: at,
    last_used_at: at,
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ip: '192.0.2.7',
    aal: 'aal2',
    methods: ['totp', 'password'],
  },
  {
    id: 'there',
    current: false,
    created_at: at,
    last_used_at: at,
    user_agent: 'node',
    ip: null,
    aal: 'aal1',
    methods: ['magiclink'],
  },
];
