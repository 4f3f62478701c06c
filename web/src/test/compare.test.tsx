import { act, screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import { addressOf, best, placesOf, shortfallOf, sumOf } from '@/features/studio/lib/compare-set';
import type { Generation, GenerateRequest } from '@/lib/api/types';
import { TestEventSource } from './event-source';
import { asset, demoImage, generation, lockedImage, paidImage } from './fixtures';
import { estimate, ok, refusal, server } from './server';
import { visit } from './visit';

const pair = 'models=demo/demo-image,openai/gpt-image-2';
const running = (order: number, model: string): Generation =>
  generation(order, { model, status: 'running', phase: 'waiting', result: null, cost_micros: null, duration_ms: null });

/** Each model's run by its number; what was sent, with its key. */
function accepting(refused: readonly string[] = []) {
  const seen: { request: GenerateRequest; key: string | null }[] = [];
  const rows = new Map<string, Generation>();
  server.use(
    http.post('/api/generate', async ({ request }) => {
      const body = (await request.json()) as GenerateRequest;
      seen.push({ request: body, key: request.headers.get('Idempotency-Key') });
      if (refused.includes(body.model)) return refusal(409, 'budget.exceeded', 'The budget is used up', 'Raise it.');
      const row = running(20 + seen.length, body.model);
      rows.set(row.id, row);
      return ok(row, 202);
    }),
    http.get('/api/generations/:id', ({ params }) => ok(rows.get(String(params.id)) ?? generation(3))),
    http.patch('/api/generations/:id', async ({ params, request }) => {
      const row = { ...(rows.get(String(params.id)) ?? generation(3)), ...((await request.json()) as object) };
      rows.set(row.id, { ...row, updated_at: new Date().toISOString() });
      return ok(rows.get(row.id));
    }),
  );
  return { seen, rows };
}

function ended(row: Generation, change: Partial<Generation>): Generation {
  return {
    ...row,
    status: 'completed',
    phase: null,
    result: { content: null, mimeType: 'image/png', outputs: [asset(row.id)], reasoning: null },
    updated_at: '2026-11-20T10:01:00.000Z',
    ...change,
  };
}

const column = (name: string) => screen.findByRole('article', { name });

describe('the set of a comparison', () => {
  it('goes into the address and back, with what is not run yet', () => {
    const places = [{ model: 'demo/demo-image', run: 'a' }, { model: 'openai-compatible/org/llama:70b' }];
    const { models, runs } = addressOf(places);
    expect(placesOf(models, runs)).toEqual(places);
    expect(addressOf([])).toEqual({ models: undefined, runs: undefined });
    expect(placesOf('a/1,a/1,a/2,a/3,a/4,a/5,a/6,a/7', undefined)).toHaveLength(6);
  });

  it('sums what is known, and says when not all is', () => {
    expect(sumOf([estimate(), estimate({ estimate: true, estimate_micros: 2_000 })])).toMatchObject({
      micros: 42_000,
      estimate: true,
      whole: true,
      free: false,
    });
    expect(sumOf([estimate(), undefined]).whole).toBe(false);
  });

  it('falls short where each alone would fit', () => {
    const onServer = estimate({
      key_source: 'server',
      credits: { balance_micros: 60_000, held_micros: 0, sufficient: true },
    });
    expect(shortfallOf([onServer])).toBeNull();
    expect(shortfallOf([onServer, onServer])).toBe('credits');
    const project = { budget_cents: 5, spent_micros: 0, held_micros: 0, remaining_micros: 50_000 };
    expect(shortfallOf([estimate({ project }), estimate({ project })])).toEqual({ left: 50_000, needed: 80_000 });
  });

  it('names the fastest and the cheapest only where there is one', () => {
    const slow = generation(1, { duration_ms: 9000, cost_micros: 10 });
    const fast = generation(2, { duration_ms: 1000, cost_micros: 10 });
    expect(best([slow, fast])).toEqual({ fastest: fast.id, cheapest: null });
    expect(best([slow])).toEqual({ fastest: null, cheapest: null });
  });
});

describe('comparing', () => {
  it('says what is missing before anything can be run', async () => {
    visit('/compare');
    expect(await screen.findByText('Nothing to compare yet.')).toBeVisible();
    expect(await screen.findByText('Choose two models or more.')).toBeVisible();
  });

  it('adds models from the list, which keeps the address', async () => {
    const { user, router } = visit('/compare');
    await user.click(await screen.findByRole('button', { name: 'Add a model' }));
    await user.click(await screen.findByRole('option', { name: /Demo image/ }));
    await user.click(await screen.findByRole('option', { name: /^GPT Image 2/ }));
    await user.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() =>
      expect(router.state.location.search).toMatchObject({ models: 'demo/demo-image,openai/gpt-image-2' }),
    );
    await user.click(await screen.findByRole('button', { name: 'Remove Demo image' }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ models: 'openai/gpt-image-2' }));
  });

  it('leaves no price of a removed model to the one that takes its place', async () => {
    const { user } = visit(`/compare?${pair}`);
    await waitFor(() => expect(screen.getByRole('button', { name: /^Run 2 models/ })).toHaveTextContent('$0.040'));
    const seen: (string | null)[] = [];
    const looks = new MutationObserver(() => {
      const left = document.querySelectorAll('[data-column]');
      if (left.length === 1) seen.push(left[0]?.querySelector('footer dd')?.textContent ?? null);
    });
    looks.observe(document.body, { childList: true, subtree: true, characterData: true });
    await user.click(screen.getByRole('button', { name: 'Remove Demo image' }));
    await waitFor(() => expect(seen.at(-1)).toBe('$0.040'));
    looks.disconnect();
    expect(new Set(seen)).toEqual(new Set(['$0.040']));
  });

  it('shows the sum, runs all with keys of their own, live, and keeps the runs in the address', async () => {
    const { seen } = accepting();
    const { user, router } = visit(`/compare?${pair}`);
    const run = await screen.findByRole('button', { name: /^Run 2 models/ });
    await waitFor(() => expect(run).toHaveTextContent('$0.040'));
    await user.click(run);
    await waitFor(() => expect(seen).toHaveLength(2));
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2);
    expect(new Set(seen.map(({ request }) => request.prompt)).size).toBe(1);
    await waitFor(() => expect(router.state.location.search).toHaveProperty('runs'));
    const first = running(21, seen[0]?.request.model ?? '');
    const demo = await column('Demo image');
    act(() => TestEventSource.current.say('progress', { id: first.id, phase: 'waiting', progress: 0.5 }));
    await waitFor(() =>
      expect(screen.getAllByRole('progressbar').map((bar) => bar.getAttribute('aria-valuenow'))).toContain('50'),
    );
    const done = { [first.model]: 2000, other: 9000 };
    act(() => {
      for (const [index, { request }] of seen.entries()) {
        const row = running(21 + index, request.model);
        TestEventSource.current.say(
          'generation',
          ended(row, { cost_micros: index * 40_000, duration_ms: done[request.model] ?? 9000 }),
        );
      }
    });
    expect(await within(demo).findByRole('button', { name: 'Enlarge' })).toBeVisible();
    expect(await screen.findByText('fastest')).toBeVisible();
    expect(screen.getByText('cheapest')).toBeVisible();
    expect(screen.getByText('9.0 s')).toBeVisible();
  });

  it('picks one winner, by keys, and takes it back', async () => {
    const left = generation(31, { model: 'demo-image' });
    const right = generation(32, { model: 'gpt-image-2', rating: 5 });
    const { rows } = accepting();
    rows.set(left.id, left);
    rows.set(right.id, right);
    const { user } = visit(`/compare?${pair}&runs=${left.id},${right.id}`);
    expect(await within(await column('GPT Image 2')).findByText('Winner')).toBeVisible();
    const demo = await column('Demo image');
    act(() => demo.focus());
    await user.keyboard('w');
    expect(await within(demo).findByText('Winner')).toBeVisible();
    await waitFor(() => expect(screen.getAllByText('Winner')).toHaveLength(1));
    expect(rows.get(right.id)?.rating).toBeNull();
    await user.keyboard('{ArrowRight}');
    expect(await column('GPT Image 2')).toHaveFocus();
    await user.keyboard('{ArrowLeft}w');
    await waitFor(() => expect(screen.queryByText('Winner')).not.toBeInTheDocument());
  });

  it('shows a refusal in its own column, and tries only that one again', async () => {
    const { seen } = accepting(['gpt-image-2']);
    const { user } = visit(`/compare?${pair}`);
    const run = await screen.findByRole('button', { name: /^Run 2 models/ });
    await waitFor(() => expect(run).toHaveAttribute('aria-disabled', 'false'));
    await user.click(run);
    const paid = await column('GPT Image 2');
    await user.click(await within(paid).findByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(seen.map(({ request }) => request.model).toSorted()).toHaveLength(3));
    expect(seen.filter(({ request }) => request.model === 'demo-image')).toHaveLength(1);
  });

  it('does not run with a model that cannot, and says which', async () => {
    server.use(http.get('/api/models', () => ok({ models: [demoImage, paidImage, lockedImage] })));
    visit('/compare?models=demo/demo-image,fal/flux');
    expect(await screen.findByText('FLUX: Add a key of fal to use it.')).toBeVisible();
    expect(screen.getByRole('button', { name: /^Run 2 models/ })).toHaveAttribute('aria-disabled', 'true');
  });
});
