import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { refusal, server } from './server';
import { visit } from './visit';

const ref = (name: string) => ({ $ref: `#/components/${name}` });
const operation = (tag: string, operationId: string, summary: string, more: object = {}) => ({
  tags: [tag],
  operationId,
  summary,
  'x-atelier-needs': 'person',
  responses: { '200': { description: 'OK' }, default: ref('responses/Problem') },
  ...more,
});
const json = (schema: object, example?: unknown) => ({ content: { 'application/json': { schema, example } } });

const document = {
  openapi: '3.1.0',
  tags: [
    { name: 'Projects', description: 'Folders.' },
    { name: 'Files', description: 'Bytes, under `/api/uploads`.' },
  ],
  paths: {
    '/api/projects': {
      get: operation('Projects', 'get_projects', 'Your projects.'),
      post: operation('Projects', 'post_projects', 'A new project.', {
        requestBody: json(ref('schemas/NewProject'), { name: 'Summer' }),
      }),
    },
    '/api/projects/{id}': {
      delete: operation('Projects', 'delete_project', 'Remove it.', {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
          { name: 'permanent', in: 'query', schema: { type: 'boolean', default: false } },
        ],
        responses: { '204': { description: 'No Content' }, default: ref('responses/Problem') },
      }),
    },
    '/api/uploads': { post: operation('Files', 'post_upload', 'Keep a file; `file` is <b>it</b>, ` is not.') },
  },
  components: {
    schemas: {
      NewProject: {
        type: 'object',
        properties: { name: { type: 'string' }, note: { type: ['string', 'null'] } },
        required: ['name'],
      },
    },
    responses: {
      Problem: { description: 'Refused', content: { 'application/problem+json': { example: { code: 'x.y' } } } },
    },
  },
};

const serve = () => server.use(http.get('/api/openapi.json', () => HttpResponse.json(document)));

describe('the API reference', () => {
  it('lists routes under headings and finds them by words', async () => {
    serve();
    const { user } = visit('/reference');
    const list = await screen.findByRole('navigation', { name: 'Routes' });
    expect(within(list).getAllByRole('link')).toHaveLength(4);
    expect(within(list).getByRole('region', { name: 'Files' })).toBeVisible();
    await user.type(screen.getByRole('searchbox', { name: 'Search routes' }), 'new');
    expect(await screen.findByText('POST')).toBeVisible();
    expect(screen.queryByRole('region', { name: 'Files' })).not.toBeInTheDocument();
    await user.type(screen.getByRole('searchbox', { name: 'Search routes' }), 'zzz');
    expect(await screen.findByText('No route matches')).toBeVisible();
  });

  it('shows what stands between backticks as code, and nothing else', async () => {
    serve();
    const { user } = visit('/reference');
    const list = await screen.findByRole('navigation', { name: 'Routes' });
    expect(within(list).getByText('/api/uploads', { selector: 'section > p > code' })).toBeVisible();
    await user.click(within(list).getByRole('link', { name: /uploads/ }));
    const route = await screen.findByRole('article', { name: 'POST /api/uploads' });
    expect(within(route).getByText('file', { selector: 'p > code' })).toBeVisible();
    expect(route).toHaveTextContent('Keep a file; file is <b>it</b>, ` is not.');
    expect(within(route).queryByText('it', { selector: 'b' })).toBeNull();
  });

  it('shows a route and sends it, begun with the example', async () => {
    serve();
    const sent: unknown[] = [];
    server.use(
      http.post('/api/projects', async ({ request }) => {
        sent.push(await request.json(), request.headers.get('Authorization'));
        return HttpResponse.json({ success: true, data: { id: 'p1' } }, { status: 201 });
      }),
    );
    const { user } = visit('/reference?op=post_projects');
    const shown = within(await screen.findByRole('article', { name: 'POST /api/projects' }));
    expect(shown.getByText('Signed in')).toBeVisible();
    expect(shown.getByText(/"code": "x.y"/)).toBeVisible();
    expect(shown.getByText(/name: string/, { exact: false })).toHaveTextContent('note?: string | null');
    await user.click(shown.getByRole('button', { name: 'Send' }));
    expect(await shown.findByText(/"id": "p1"/)).toBeVisible();
    expect(shown.getByRole('status')).toHaveTextContent('201');
    expect(sent).toEqual([{ name: 'Summer' }, null]);
  });

  it('sends with an access key, and shows what it says as code', async () => {
    serve();
    const sent: unknown[] = [];
    server.use(
      http.delete('/api/projects/:id', ({ request }) => {
        sent.push(new URL(request.url).search, request.headers.get('Authorization'));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = visit('/reference?op=delete_project');
    const shown = within(await screen.findByRole('article', { name: 'DELETE /api/projects/{id}' }));
    await user.type(shown.getByRole('textbox', { name: 'id' }), 'p/1');
    await user.type(shown.getByRole('textbox', { name: 'permanent' }), 'true');
    await user.click(shown.getByRole('radio', { name: 'An access key' }));
    await user.type(shown.getByLabelText('Access key'), 'atl_one');
    expect(shown.getByRole('region', { name: 'As code' })).toHaveTextContent('/api/projects/p%2F1?permanent=true');
    expect(shown.getByRole('region', { name: 'As code' })).not.toHaveTextContent('atl_one');
    await user.click(shown.getByRole('button', { name: 'Send' }));
    expect(await shown.findByRole('status')).toHaveTextContent('204');
    expect(sent).toEqual(['?permanent=true', 'Bearer atl_one']);
  });

  it('keeps what is no JSON from being sent', async () => {
    serve();
    const { user } = visit('/reference?op=post_projects');
    const body = await screen.findByRole('textbox', { name: 'Body' });
    await user.clear(body);
    await user.type(body, 'name: Summer');
    expect(screen.getByText('This is no JSON yet.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(screen.queryByRole('region', { name: 'Answer' })).not.toBeInTheDocument();
  });

  it('says when the routes cannot be loaded, and that a route is not there', async () => {
    server.use(http.get('/api/openapi.json', () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.')));
    const { user } = visit('/reference?op=nothing');
    expect(await screen.findByText('The routes could not be loaded')).toBeVisible();
    serve();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('There is no such route')).toBeVisible();
  });
});
