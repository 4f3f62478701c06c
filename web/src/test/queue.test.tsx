import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, it } from 'vitest';
import type { QueueEntry } from '@/features/queue/api/queue';
import { moveBy } from '@/features/queue/lib/use-queue';
import { TestEventSource } from './event-source';
import { generation, session, user as person } from './fixtures';
import { generations, ok, refusal, server } from './server';
import { visit } from './visit';

function entry(order: number, change: Partial<QueueEntry> = {}): QueueEntry {
  const { id, created_at } = generation(order);
  return {
    id,
    user_id: person.id,
    provider: 'demo',
    model: 'demo-image',
    generation_type: 'image',
    prompt: `Run ${order}`,
    status: 'pending',
    phase: 'queued',
    lane: 'normal',
    paused: false,
    attempts: 1,
    estimate_micros: 40_000,
    created_at,
    ...change,
  };
}

/** A queue that keeps what it is told, and what it was told. */
function queue(rows: QueueEntry[]) {
  const told: [string, Record<string, unknown>][] = [];
  const state = { rows };
  server.use(
    http.get('/api/queue', () => ok({ entries: state.rows, next_cursor: null })),
    http.post('/api/queue/:act', async ({ params, request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      told.push([String(params.act), body]);
      if (params.act === 'move') {
        const moved = state.rows.filter((row) => row.id === body.id);
        const others = state.rows.filter((row) => row.id !== body.id);
        const at = body.before ? others.findIndex((row) => row.id === body.before) : others.length;
        state.rows = body.to === 'front' ? [...moved, ...others] : others.toSpliced(at, 0, ...moved);
      }
      if (params.act === 'pause' || params.act === 'resume') {
        state.rows = state.rows.map((row) => ({ ...row, paused: params.act === 'pause' }));
      }
      if (params.act === 'cancel') {
        const ids = body.ids as string[];
        state.rows = state.rows.filter((row) => !ids.includes(row.id));
      }
      return ok({ results: [{ id: '1', outcome: 'done', code: null, detail: null, child_id: null }] });
    }),
  );
  return { told, state };
}

const list = () => screen.findByRole('list', { name: 'Running and waiting' });
const order = async () =>
  within(await list())
    .getAllByRole('link')
    .map((link) => link.textContent);

describe('the next place of a run', () => {
  const rows = [entry(1, { status: 'running' }), entry(2), entry(3), entry(4)];
  const id = (place: number) => generation(place).id;

  it('is before the one above, or after the one below', () => {
    expect(moveBy(rows, id(3), -1)).toEqual({ act: 'move', id: id(3), before: id(2) });
    expect(moveBy(rows, id(2), 1)).toEqual({ act: 'move', id: id(2), before: id(4) });
    expect(moveBy(rows, id(3), 1)).toEqual({ act: 'move', id: id(3), to: 'back' });
  });

  it('is nowhere at the ends, and for what runs', () => {
    expect(moveBy(rows, id(2), -1)).toBeNull();
    expect(moveBy(rows, id(4), 1)).toBeNull();
    expect(moveBy(rows, id(1), 1)).toBeNull();
  });
});

describe('the queue over any page', () => {
  it('opens from the status line and with Q, and gives the focus back', async () => {
    queue([entry(1), entry(2)]);
    const { user, router } = visit('/usage');
    const status = await screen.findByRole('button', { name: 'Nothing running' });
    await user.click(status);
    const drawer = await screen.findByRole('dialog', { name: 'Queue' });
    expect(await within(drawer).findByRole('link', { name: 'Run 2' })).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(status).toHaveFocus();
    await user.keyboard('q');
    expect(await screen.findByRole('dialog', { name: 'Queue' })).toBeVisible();
    expect(router.state.location.pathname).toBe('/usage');
  });

  it('pauses a run there, and is left with the page when one goes to a run', async () => {
    const { told } = queue([entry(1)]);
    const { user, router } = visit('/usage');
    await user.click(await screen.findByRole('button', { name: 'Nothing running' }));
    const drawer = within(await screen.findByRole('dialog', { name: 'Queue' }));
    await user.click(await drawer.findByRole('button', { name: 'Pause: Run 1' }));
    await waitFor(() => expect(told).toEqual([['pause', { ids: [generation(1).id] }]]));
    await user.click(drawer.getByRole('link', { name: 'Run 1' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/studio'));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('shows administrators everybody’s without leaving the page', async () => {
    queue([entry(1)]);
    server.use(
      http.get('/api/session', () => ok({ ...session, user: { ...person, is_admin: true } })),
      http.get('/api/admin/queue', () => ok({ entries: [entry(2, { prompt: null })], next_cursor: null })),
    );
    const { user } = visit('/usage');
    await user.click(await screen.findByRole('button', { name: 'Nothing running' }));
    const drawer = within(await screen.findByRole('dialog', { name: 'Queue' }));
    await user.click(await drawer.findByRole('radio', { name: 'Everybody’s' }));
    expect(await drawer.findByRole('button', { name: /^Cancel: / })).toBeVisible();
    expect(drawer.queryByRole('link', { name: 'Run 1' })).not.toBeInTheDocument();
  });
});

describe('the queue', () => {
  it('says that nothing runs, and when it cannot be loaded', async () => {
    queue([]);
    const { unmount } = visit('/queue');
    expect(await screen.findByText('Nothing is running.')).toBeVisible();
    unmount();
    server.use(http.get('/api/queue', () => refusal(503, 'database.busy', 'Busy', 'Try again in a moment.')));
    visit('/queue');
    expect(await screen.findByText('The queue could not be loaded')).toBeVisible();
  });

  it('moves a waiting run with Alt and the arrows, and by dragging', async () => {
    queue([entry(1), entry(2), entry(3)]);
    const { user } = visit('/queue');
    (await screen.findByRole('link', { name: 'Run 3' })).focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await waitFor(async () => expect(await order()).toEqual(['Run 1', 'Run 3', 'Run 2']));
    expect(await screen.findByText('Run 3 is number 2 now.')).toBeInTheDocument();
    const rows = within(await list()).getAllByRole('listitem');
    const carried = {
      types: ['application/x-atelier-run'],
      getData: () => generation(2).id,
      setData: () => undefined,
    };
    fireEvent.drop(rows[0] ?? document.body, { dataTransfer: carried });
    await waitFor(async () => expect(await order()).toEqual(['Run 2', 'Run 1', 'Run 3']));
  });

  it('pauses and resumes all, and cancels what waits once that is sure', async () => {
    const { told } = queue([entry(1, { status: 'running', phase: 'waiting' }), entry(2), entry(3)]);
    const { user } = visit('/queue');
    await user.click(await screen.findByRole('button', { name: 'Pause all' }));
    await user.click(await screen.findByRole('button', { name: 'Resume all' }));
    expect(told.map(([act, body]) => [act, body.all])).toEqual([
      ['pause', true],
      ['resume', true],
    ]);
    await user.click(await screen.findByRole('button', { name: 'Cancel all waiting' }));
    const sure = await screen.findByRole('alertdialog', { name: 'Cancel 2 waiting runs?' });
    await user.click(within(sure).getByRole('button', { name: 'Cancel all waiting' }));
    await waitFor(async () => expect(await order()).toEqual(['Run 1']));
    expect(told.at(-1)).toEqual(['cancel', { ids: [generation(2).id, generation(3).id] }]);
  });

  it('says so when it was too late to cancel', async () => {
    queue([entry(5, { status: 'running', phase: 'waiting', prompt: 'A slow one' })]);
    server.use(
      http.post('/api/queue/cancel', () =>
        ok({
          results: [{ id: '1', outcome: 'refused', code: 'generation.not_cancellable', detail: 'It is being stored.' }],
        }),
      ),
    );
    const { user } = visit('/queue');
    await user.click(await screen.findByRole('button', { name: 'Cancel: A slow one' }));
    expect(await screen.findByText('It is being stored.')).toBeVisible();
  });

  it('follows what begins, by the live feed', async () => {
    const { state } = queue([entry(1)]);
    visit('/queue');
    await list();
    state.rows = [entry(1, { status: 'running', phase: 'waiting' }), entry(2)];
    act(() =>
      TestEventSource.current.say('generation', generation(2, { status: 'pending', prompt: 'Run 2', result: null })),
    );
    await waitFor(async () => expect(await order()).toEqual(['Run 1', 'Run 2']));
  });

  it('tries all that failed again', async () => {
    const { told } = queue([]);
    server.use(generations(() => [generation(4, { status: 'failed', result: null })]));
    const { user } = visit('/queue');
    await user.click(await screen.findByRole('button', { name: 'Try all again' }));
    expect(await screen.findByText('One run starts again.')).toBeVisible();
    expect(told).toEqual([['retry', { all: true }]]);
  });

  it('shows administrators everybody’s, without the words of others', async () => {
    queue([]);
    server.use(http.get('/api/admin/queue', () => ok({ entries: [entry(7, { prompt: null })], next_cursor: null })));
    const { user } = visit('/queue');
    await user.click(await screen.findByRole('radio', { name: 'Everybody’s' }));
    expect(await screen.findByText('A run of somebody else')).toBeVisible();
    expect(within(await list()).queryByRole('link')).not.toBeInTheDocument();
  });
});
