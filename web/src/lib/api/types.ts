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
  result: { content: string | null; mimeType: string | null; outputs: Asset[] } | null;
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

export interface AuditEntry {
  id: string;
  at: string;
  actor: string | null;
  action: string;
  subject: string | null;
  detail: unknown;
  ip: string | null;
}

export interface AdminUser extends User {
  banned: boolean;
  /** How many are verified. */
  authenticators: number;
  email_confirmed: boolean;
  last_sign_in_at: string | null;
  generation_count: number;
  cost_micros: number;
}

/** A message to a person. Its text is there only where nothing sends it (`kept`). */
export interface SentMessage {
  id: string;
  channel: 'email' | 'sms';
  recipient: string;
  kind: string;
  subject: string;
  text: string | null;
  state: 'kept' | 'pending' | 'sent' | 'failed';
  error: string | null;
  created_at: string;
}

export const apiRoles = ['anon', 'authenticated', 'service_role'] as const;
export type ApiRole = (typeof apiRoles)[number];

export interface DataColumn {
  name: string;
  type: string;
  nullable: boolean;
  default: string | null;
  generated: boolean;
  primary_key: boolean;
  /** `schema.table.column` of another table. */
  references: string | null;
}

export interface DataPolicy {
  name: string;
  command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  roles: string[];
  permissive: boolean;
  using: string | null;
  check: string | null;
}

/** A table or view as administrators see it. `exposed` ones are served under `/rest/v1`. */
export interface DataTable {
  schema: string;
  name: string;
  kind: 'table' | 'view' | 'materialized view' | 'foreign table';
  exposed: boolean;
  comment: string | null;
  estimated_rows: number | null;
  row_security: boolean;
  columns: DataColumn[];
  policies: DataPolicy[];
  grants: Record<ApiRole, string[]>;
}

export interface SqlOrder {
  sql: string;
  role: ApiRole | 'postgres';
  /** The person to be, for `authenticated`. */
  user_id?: string;
  /** Without it the transaction is read-only. */
  write: boolean;
}

export interface SqlResult {
  /** On which the statement begins, from 1. */
  line: number;
  columns: { name: string; type: string }[];
  /** Values as PostgreSQL writes them. */
  rows: (string | null)[][];
  truncated: boolean;
  rows_affected: number | null;
}

export interface SqlAnswer {
  results: SqlResult[];
  kept: boolean;
  duration_ms: number;
}

/** One kind of failure of the server. */
export interface ServerFailure {
  fingerprint: string;
  logger: string;
  /** As the code has it; `{}` stands for what was left out. */
  message: string;
  error: string | null;
  place: string | null;
  occurrences: number;
  first_at: string;
  last_at: string;
  last_request_id: string | null;
  /** Put aside until it comes again. */
  resolved_at: string | null;
}

export type Measure =
  'requests' | 'refusals' | 'server_errors' | 'sign_ins' | 'sign_ins_refused' | 'runs_completed' | 'runs_failed';

/** An hour with far more of something than the hours before it. */
export interface Anomaly {
  measure: Measure;
  hour: string;
  amount: number;
  expected: number;
  seen_at: string | null;
}

export interface Monitoring {
  failures: ServerFailure[];
  anomalies: Anomaly[];
  /** Hours of the last week in which something was counted. */
  activity: { measure: Measure; hour: string; amount: number }[];
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
