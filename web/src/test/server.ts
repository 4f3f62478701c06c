import { http, HttpResponse, type JsonBodyType } from 'msw';
import { setupServer } from 'msw/node';
import type { Estimate, Generation } from '@/lib/api/types';
import type { Fault } from '@/lib/api/problem';
import { anthropic, demoImage, lockedImage, openai, paidImage, project, session, signIns, usage } from './fixtures';

export const ok = (data: unknown, status = 200) =>
  HttpResponse.json({ success: true, data } as JsonBodyType, { status });

/** A refusal in the shape of RFC 9457 with the members the app reads. */
export function refusal(status: number, code: string, title: string, detail: string, errors: Fault[] = []) {
  return HttpResponse.json(
    {
      type: `/problems/${code}`,
      title,
      status,
      detail,
      code,
      request_id: 'request-1',
      errors,
      success: false,
      error: detail,
      message: title,
    },
    { status },
  );
}

/** A refusal as `/auth/v1` writes it. */
export const authRefused = (status: number, code: string, waitSeconds?: number) =>
  HttpResponse.json(
    { code, message: 'Not for people' },
    { status, headers: waitSeconds ? { 'Retry-After': String(waitSeconds) } : {} },
  );

export const estimate = (change: Partial<Estimate> = {}): Estimate => ({
  estimate_micros: 40_000,
  estimate: false,
  currency: 'USD',
  lines: [],
  key_source: 'own',
  project: null,
  credits: null,
  ...change,
});

/** Answers lists of generations from these rows, newest first, by the filters of the contract. */
export function generations(rows: () => readonly Generation[]) {
  return http.get('/api/generations', ({ request }) => {
    const query = new URL(request.url).searchParams;
    const found = rows()
      .filter((row) => Boolean(row.deleted_at) === (query.get('trash') === 'true'))
      .filter((row) => !query.get('status') || row.status === query.get('status'))
      .filter((row) => !query.get('q') || row.prompt.includes(query.get('q') ?? ''))
      .toSorted((a, b) => (a.id < b.id ? 1 : -1));
    return ok({ generations: found, next_cursor: null });
  });
}

export const server = setupServer(
  http.get('/api/session', () => ok(session)),
  http.get('/api/account/sessions', () => ok({ sessions: signIns })),
  http.get('/api/account/answers', () => ok({ reused: true, kept_seconds: 900 })),
  http.get('/api/organisations/:id/answers', () => ok({ reused: true, kept_seconds: 900 })),
  http.get('/api/models', () => ok({ models: [demoImage, paidImage, lockedImage] })),
  http.get('/api/providers', () => ok({ providers: [openai, anthropic] })),
  http.get('/api/projects', () => ok({ projects: [project] })),
  http.get('/api/usage', () => ok(usage)),
  http.get('/api/usage/table', () => ok({ rows: [], complete: true })),
  http.get('/api/budgets', () => ok({ budgets: [] })),
  http.get('/api/credits', () =>
    ok({ balance_micros: 0, held_micros: 0, granted_micros: 0, spent_micros: 0, grants: [] }),
  ),
  http.get('/api/credits/statement', () => ok({ lines: [], next_cursor: null })),
  http.get('/api/generations/:id/ledger', () => ok({ lines: [] })),
  http.post('/api/estimate-cost', async ({ request }) => {
    const { provider } = (await request.json()) as { provider: string };
    return ok(estimate(provider === 'demo' ? { estimate_micros: 0, key_source: 'free' } : {}));
  }),
  generations(() => []),
);
