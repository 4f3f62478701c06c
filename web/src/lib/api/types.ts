/** The words of the HTTP contract, in its own spelling. */
export type GenerationType = 'text' | 'image' | 'video' | 'audio' | 'embedding' | 'moderation';
export type GenerationStatus = 'draft' | 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
export type GenerationPhase = 'queued' | 'submitting' | 'waiting' | 'storing' | 'reconciling';
export type KeySource = 'free' | 'own' | 'organisation' | 'server';
export type KeyStatus = 'valid' | 'unverified' | 'invalid';

export interface User {
  id: string;
  email: string;
  name: string | null;
  avatar_url: string | null;
  is_admin: boolean;
  created_at: string;
  credits_micros: number;
  credits_held_micros: number;
}

/** What the ways in look like here. */
export interface Doors {
  providers: { name: string; label: string }[];
  captcha: { kind: 'hcaptcha' | 'turnstile'; site_key: string } | null;
  manual_linking: boolean;
  /** Whether a telephone number is a way to sign in. */
  phone: boolean;
  password: { length_min: number; needs: ('lower' | 'upper' | 'digits' | 'symbols')[] };
}

export interface Session {
  setup_required: boolean;
  signup_enabled: boolean;
  doors: Doors;
  user: User | null;
  version: string;
  limits?: Record<string, unknown>;
}

export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  'x-advanced'?: boolean;
  'x-widget'?: string;
  'x-unit'?: string;
  /** The value is the id of a file of this kind. */
  'x-asset'?: string;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  [keyword: string]: unknown;
}

export interface ModelPrice {
  label: string;
  unit: string;
  estimate?: boolean;
  source?: string | null;
  as_of?: string | null;
}

export interface Model {
  id: string;
  provider: string;
  model: string;
  display_name: string;
  description: string | null;
  generation_type: GenerationType;
  capabilities: string[];
  parameters: JsonSchema | null;
  max_reference_images: number;
  price: ModelPrice | null;
  retires_at: string | null;
  available: boolean;
  unavailable_code: string | null;
  unavailable_reason: string | null;
  key_source: KeySource | null;
  /** As its owner calls the key that would be used. */
  key_name?: string | null;
  /** Other names that lead to this model. */
  aliases?: string[];
  favourite?: boolean;
}

export interface Provider {
  id: string;
  display_name: string;
  key_required: boolean;
  key_prefixes: string[];
  base_url_default: string | null;
  base_url_editable: boolean;
  docs_url: string | null;
  generation_types: GenerationType[];
  server_key: { last4: string; status: KeyStatus } | null;
  own_keys: number;
}

export interface Asset {
  id: string;
  generation_id: string | null;
  kind: 'image' | 'audio' | 'video' | 'text';
  mime_type: string;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  size_bytes: number;
  color: string | null;
  url: string;
  thumbnail_url: string | null;
  preview_url: string | null;
  /** Some seconds of a clip without sound, small. */
  loop_url: string | null;
  frame_rate: number | null;
  video_codec: string | null;
  audio_codec: string | null;
  created_at: string;
}

export interface GenerationError {
  code: string;
  title: string;
  detail: string;
  whose: 'you' | 'provider' | 'us';
  charged: boolean;
  action: string | null;
  provider_message: string | null;
  provider_request_id: string | null;
}

export interface Generation {
  id: string;
  project_id: string | null;
  user_id: string;
  provider: string;
  model: string;
  generation_type: GenerationType;
  prompt: string;
  parameters: Record<string, unknown>;
  status: GenerationStatus;
  phase: GenerationPhase | null;
  progress: number | null;
  queue_position: number | null;
  result: {
    content: string | null;
    mimeType: string | null;
    outputs: Asset[];
    /** What the model thought before it answered, where it said so. */
    reasoning: string | null;
  } | null;
  error_message: string | null;
  error_code: string | null;
  error: GenerationError | null;
  key_source: KeySource | null;
  estimate_micros: number | null;
  cost_micros: number | null;
  cost_cents: number | null;
  tokens_input: number | null;
  tokens_output: number | null;
  tokens_total: number | null;
  title: string | null;
  tags: string[];
  rating: number | null;
  retry_of: string | null;
  seed: number | null;
  attempts: number;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  duration_ms: number | null;
  updated_at: string;
  deleted_at: string | null;
}

export interface GenerateRequest {
  project_id?: string;
  provider: string;
  model: string;
  generation_type: GenerationType;
  prompt: string;
  parameters?: Record<string, unknown>;
  reference_asset_ids?: string[];
}

export interface Estimate {
  estimate_micros: number;
  estimate_cents?: number;
  estimate: boolean;
  currency: string;
  lines: { label: string; quantity: number; unit_micros: number; amount_micros: number }[];
  key_source: KeySource | null;
  project: {
    budget_cents: number | null;
    spent_micros: number;
    held_micros: number;
    remaining_micros: number | null;
  } | null;
  credits: { balance_micros: number; held_micros: number; sufficient: boolean } | null;
}

export interface Project {
  id: string;
  /** The organisation it belongs to; null for an own one. */
  org_id: string | null;
  name: string;
  description: string | null;
  thumbnail_url: string | null;
  budget_cents: number | null;
  spent_cents: number;
  spent_micros: number;
  held_micros: number;
  settings: Record<string, unknown>;
  archived_at: string | null;
  created_at: string;
  updated_at: string;
  generation_count: number;
  last_generation_at: string | null;
}

/** Who may use a key that is not one person's own. Either everyone, or whoever is in one of the lists. */
export interface KeyUse {
  everyone: boolean;
  roles: Role[];
  tiers: string[];
  people: string[];
  organisations: string[];
}

export interface ProviderKey {
  id: string;
  provider: string;
  key_name: string;
  /** Empty for a short key, and for a server that needs none. */
  last4: string;
  base_url: string | null;
  /** Of several active keys of one provider the lowest counts. */
  position: number;
  /** Null for a person's own key. */
  use: KeyUse | null;
  status: KeyStatus;
  last_checked_at: string | null;
  last_error: string | null;
  is_active: boolean;
  last_used_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface AccessKey {
  id: string;
  name: string;
  prefix: string;
  last4: string;
  scopes: string[];
  expires_at: string | null;
  last_used_at: string | null;
  created_at: string;
  revoked_at: string | null;
}

export interface ProjectKeys {
  url: string;
  anon_key: string;
  service_role_key: string;
}

export interface CountAndCost {
  count: number;
  cost_micros: number;
}

export interface Usage {
  total: CountAndCost;
  today: CountAndCost;
  by_model: ({ provider: string; model: string } & CountAndCost)[];
  by_project: ({ project_id: string | null; name: string | null } & CountAndCost)[];
  by_type: ({ type: GenerationType } & CountAndCost)[];
  by_day: ({ day: string } & CountAndCost)[];
  credits: { balance_micros: number; held_micros: number; granted_micros: number; spent_micros: number };
}

export interface LedgerLine {
  id: string;
  kind: string;
  amount_micros: number;
  account?: string | null;
  created_at: string;
  price_rule?: string | null;
  evidence?: unknown;
  reason?: string | null;
  generation_id?: string | null;
}

/** What somebody is in an organisation. */
export type Role = 'owner' | 'admin' | 'member' | 'viewer';

export interface Organisation {
  id: string;
  name: string;
  role: Role;
  /** What the role may do; the same table the database's policies ask. */
  permissions: string[];
  member_count: number;
  created_at: string;
}
