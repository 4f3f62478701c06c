/** A limit on money. What is set aside for runs under way counts as used; days and months are UTC. */
export interface Budget {
  id: string;
  scope: 'person' | 'project' | 'organisation' | 'access_key' | 'server';
  subject_id: string | null;
  name: string | null;
  period: 'day' | 'month' | 'total';
  imposed_by: 'self' | 'admin';
  soft_micros: number | null;
  hard_micros: number | null;
  raised_micros: number | null;
  raised_until: string | null;
  spent_micros: number;
  held_micros: number;
  renews_at: string | null;
  may_change: boolean;
}

/** One line of a statement: a run with what became of it, a grant, a correction, an end. */
export interface StatementLine {
  id: string;
  kind: string;
  amount_micros: number;
  account: 'credits' | 'own_keys';
  generation_id: string | null;
  held_micros: number | null;
  price_rule: string | null;
  reason: string | null;
  evidence: { usage?: unknown; provider_request_id?: string | null; finish_reason?: string | null } | null;
  created_at: string;
  settled_at: string | null;
}
