import type { Operation } from './operations';

/** Who asks. */
export type Asker = 'session' | 'key' | 'nobody';

/** What a person filled in for an operation. */
export interface Draft {
  /** By place and name: `path:id`, `query:limit`, `header:Idempotency-Key`. */
  values: Record<string, string>;
  /** JSON as typed; empty for none. */
  body: string;
  /** Fields of a form, files too. */
  form: Record<string, string | File>;
}

export interface Request {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  body: string | FormData | File | null;
}

export const fieldName = (parameter: { in: string; name: string }): string => `${parameter.in}:${parameter.name}`;

/** What is asked for by a draft. A parameter left empty is left out. */
export function requestOf(operation: Operation, draft: Draft): Request {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const parameter of operation.parameters ?? []) {
    const value = draft.values[fieldName(parameter)] ?? '';
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, pathPart(parameter.name, value));
    else if (value !== '' && parameter.in === 'query') query.set(parameter.name, value);
    else if (value !== '') headers[parameter.name] = value;
  }
  const search = query.toString();
  const type = bodyType(operation);
  const body = bodyOf(type, draft);
  if (type && body && type !== 'multipart/form-data') headers['Content-Type'] = type;
  return { method: operation.method, path: search ? `${path}?${search}` : path, headers, body };
}

/** The rest of an address may have folders. */
function pathPart(name: string, value: string): string {
  const encoded = encodeURIComponent(value);
  return name === 'path' || name === 'model' ? encoded.replaceAll('%2F', '/') : encoded;
}

/** Media type of what is sent; undefined where nothing is. */
export const bodyType = (operation: Operation): string | undefined =>
  Object.keys(operation.requestBody?.content ?? {})[0];

function bodyOf(type: string | undefined, draft: Draft): Request['body'] {
  if (!type) return null;
  if (type === 'application/json') return draft.body.trim() || null;
  if (type !== 'multipart/form-data') return draft.form['file'] instanceof File ? draft.form['file'] : null;
  const form = new FormData();
  for (const [name, value] of Object.entries(draft.form)) if (value !== '') form.append(name, value);
  return form;
}

export function isJson(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
