import type { User } from './types';

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
