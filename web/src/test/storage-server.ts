import { http, HttpResponse, type JsonBodyType } from 'msw';
import { ok } from './server';

const at = '2026-11-20T10:00:00.000Z';

export const bucket = (id: string, more: object = {}) => ({
  id,
  name: id,
  owner: '',
  public: false,
  file_size_limit: null,
  allowed_mime_types: null,
  type: 'STANDARD',
  created_at: at,
  updated_at: at,
  ...more,
});

export const object = (name: string, mimetype: string, size = 1200) => ({
  id: name,
  name,
  metadata: { size, mimetype, eTag: `"${name}"` },
  created_at: at,
  updated_at: at,
  last_accessed_at: at,
});

export const storageRefusal = (statusCode: string, code: string, message: string) =>
  HttpResponse.json({ statusCode, error: code, message, code }, { status: 400 });

/** What every page of storage asks first: a token, the buckets, the keys of the service. */
export const storageDoors = (buckets: readonly object[]) => [
  http.post('/api/auth/refresh', () => ok({ access_token: 'a-token', expires_in: 3600 })),
  http.get('/api/project-keys', () => ok({ url: '', anon_key: 'anon', service_role_key: 'the-service' })),
  http.get('/api/organisations', () => ok({ organisations: [] })),
  http.get('/api/storage/usage', () =>
    ok({ buckets: [], objects: 0, bytes: 0, quota_bytes: null, trash: { objects: 0, bytes: 0 } }),
  ),
  http.get('/api/storage/trash', () => ok({ objects: [], next: null })),
  http.get('/api/admin/storage/trash', () => ok({ objects: [], next: null })),
  http.get('/api/admin/storage', () =>
    ok({
      buckets: [],
      owners: [],
      kept: { blobs: 0, bytes: 0, unreferenced: 0, trashed: 0 },
      quotas: { person: 0, organisation: 0 },
      disk: { free: 40e9, total: 100e9, low: false },
    }),
  ),
  http.get('/storage/v1/bucket', () => HttpResponse.json(buckets as JsonBodyType)),
];

interface Asked {
  prefix: string;
  limit: number;
  with_delimiter?: boolean;
  sortBy?: { column: string; order: string };
  cursor?: string;
}

/** Lists by the answer of a test; gives what was asked. */
export function listing(answer: (asked: Asked) => { folders?: string[]; objects?: object[]; next?: string }) {
  const asked: Asked[] = [];
  const handler = http.post('/storage/v1/object/list-v2/:bucket', async ({ request }) => {
    const body = (await request.json()) as Asked;
    asked.push(body);
    const { folders = [], objects = [], next } = answer(body);
    return HttpResponse.json({
      hasNext: next !== undefined,
      ...(next === undefined ? {} : { nextCursor: next }),
      folders: folders.map((name) => ({ name })),
      objects,
    } as JsonBodyType);
  });
  return { asked, handler };
}
