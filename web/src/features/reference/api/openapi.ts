import { queryOptions } from '@tanstack/react-query';
import { problemFrom, unreachable } from '@/lib/api/problem';

export const needs = ['anybody', 'person', 'administrator', 'worker', 'service', 'project'] as const;
export type Needs = (typeof needs)[number];

/** The part of JSON Schema that the document uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  items?: Schema;
  required?: string[];
  anyOf?: Schema[];
}

interface Media {
  schema?: Schema;
  example?: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: Schema;
}

export interface Response {
  $ref?: string;
  description?: string;
  content?: Record<string, Media>;
}

export interface RawOperation {
  tags: string[];
  summary: string;
  operationId: string;
  'x-atelier-needs': Needs;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, Response>;
}

/** `/api/openapi.json`, as far as this page reads it. */
export interface OpenApi {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Response> };
}

export const documentPath = '/api/openapi.json';

async function read(signal: AbortSignal): Promise<OpenApi> {
  let response;
  try {
    response = await fetch(documentPath, { signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw unreachable();
  }
  const body = (await response.json().catch(() => null)) as OpenApi | null;
  if (!response.ok || !body?.paths) throw problemFrom(response.status, body, response.headers.get('X-Request-Id'));
  return body;
}

/** The same until the server is another one. */
export const openApiQuery = queryOptions({
  queryKey: ['reference'],
  queryFn: ({ signal }) => read(signal),
  staleTime: Infinity,
});
