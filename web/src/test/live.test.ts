import { InfiniteQueryObserver, QueryObserver } from '@tanstack/react-query';
import { http } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limits } from '@/config/limits';
import type { Generation } from '@/lib/api/types';
import { applyGeneration, removeGeneration } from '@/lib/live/apply';
import { openLive } from '@/lib/live/connection';
import { generationQuery } from '@/lib/queries/generation-detail';
import { flat, generationListQuery, type GenerationFilter } from '@/lib/queries/generation-list';
import { createQueryClient } from '@/lib/query-client';
import { TestEventSource } from './event-source';
import { generation } from './fixtures';
import { ok, refusal, server } from './server';

const at = (milliseconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, 0, milliseconds)).toISOString();
const storing = generation(9, { status: 'running', phase: 'storing', result: null, updated_at: at(0) });
const completed = generation(9, { updated_at: at(21) });
const newest = generation(10, { updated_at: at(22) });

/** An answer that a test gives when it wants to. */
function held<T>() {
  let give: (value: T) => void = () => undefined;
  const answer = new Promise<T>((resolve) => (give = resolve));
  return { answer, give };
}

let leave: (() => void)[] = [];

function open() {
  const cache = createQueryClient();
  const stop = openLive(cache);
  leave.push(stop, () => cache.clear());
  return cache;
}

type Cache = ReturnType<typeof open>;

function watchDetail(cache: Cache, id: string) {
  const observer = new QueryObserver(cache, generationQuery(id));
  leave.push(observer.subscribe(() => undefined));
  return () => observer.getCurrentResult().data;
}

function watchList(cache: Cache, filter: GenerationFilter = {}) {
  const observer = new InfiniteQueryObserver(cache, generationListQuery(filter));
  leave.push(observer.subscribe(() => undefined));
  return () => flat(observer.getCurrentResult().data);
}

afterEach(() => {
  leave.forEach((each) => each());
  leave = [];
});

describe('an answer that was asked for before the news came', () => {
  it('puts no older state over what ended meanwhile', async () => {
    const asked = held<void>();
    const { answer, give } = held<Generation>();
    server.use(
      http.get('/api/generations/:id', async () => {
        asked.give();
        return ok(await answer);
      }),
    );
    const cache = open();
    const shown = watchDetail(cache, storing.id);
    await asked.answer;

    TestEventSource.current.say('generation', completed);
    give(storing);

    await vi.waitFor(() => expect(cache.isFetching()).toBe(0));
    expect(shown()?.status).toBe('completed');
  });

  it('puts no older row into a list that was asked for the first time', async () => {
    const asked = held<void>();
    const { answer, give } = held<Generation[]>();
    server.use(
      http.get('/api/generations', async () => {
        asked.give();
        return ok({ generations: await answer, next_cursor: null });
      }),
    );
    const cache = open();
    const shown = watchList(cache);
    const running = watchList(cache, { status: 'running' });
    await asked.answer;

    TestEventSource.current.say('generation', completed);
    give([storing]);

    await vi.waitFor(() => expect(cache.isFetching()).toBe(0));
    expect(shown().map((row) => row.status)).toEqual(['completed']);
    expect(running()).toEqual([]);
  });

  it('takes no row away that came meanwhile, and brings none back that went', async () => {
    const answers = [held<Generation[]>(), held<Generation[]>()];
    const asked = [held<void>(), held<void>()];
    let count = 0;
    server.use(
      http.get('/api/generations', async () => {
        const turn = count++;
        asked[turn]?.give();
        return ok({ generations: await answers[turn]?.answer, next_cursor: null });
      }),
    );
    const cache = open();
    const shown = watchList(cache);
    answers[0]?.give([completed]);
    await vi.waitFor(() => expect(shown()).toHaveLength(1));
    void cache.invalidateQueries({ queryKey: ['generations'] });
    await asked[1]?.answer;

    applyGeneration(cache, newest);
    removeGeneration(cache, completed.id);
    answers[1]?.give([completed]);

    await vi.waitFor(() => expect(cache.isFetching()).toBe(0));
    expect(shown().map((row) => row.id)).toEqual([newest.id]);
  });
});

describe('a run without news', () => {
  let asked: string[] = [];
  let answer: () => Response | Promise<Response> = () => ok(completed);

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    answer = () => ok(completed);
    server.use(
      http.get('/api/generations/:id', ({ params }) => {
        asked.push(String(params.id));
        return answer();
      }),
      http.get('/api/generations', () => ok({ generations: [storing], next_cursor: null })),
    );
  });
  afterEach(() => vi.useRealTimers());

  /** The app with one storing run in its list, connected. */
  async function connected() {
    const cache = open();
    TestEventSource.current.open();
    const shown = watchList(cache);
    await vi.waitFor(() => expect(shown()).toHaveLength(1));
    return { cache, shown };
  }

  it('is asked for after the limit, so that a lost message leaves nothing at storing', async () => {
    const { shown } = await connected();

    await vi.advanceTimersByTimeAsync(limits.runQuietFirstMs - limits.runQuietCheckMs);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * limits.runQuietCheckMs);

    await vi.waitFor(() => expect(shown().map((row) => row.status)).toEqual(['completed']));
    await vi.advanceTimersByTimeAsync(limits.runQuietMaxMs);
    expect(asked).toEqual([storing.id]);
  });

  it('is left alone while news keep coming', async () => {
    await connected();

    for (let part = 1; part <= 6; part++) {
      await vi.advanceTimersByTimeAsync(limits.runQuietFirstMs / 2);
      TestEventSource.current.say('progress', { id: storing.id, phase: 'waiting', progress: part / 10 });
    }

    expect(asked).toEqual([]);
  });

  it('is asked for ever more rarely while nothing changes', async () => {
    answer = () => ok(storing);
    await connected();

    await vi.advanceTimersByTimeAsync(limits.runQuietMaxMs * 2);

    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked.length).toBeLessThanOrEqual(6);
  });

  it('goes from the lists when the server has it no more', async () => {
    answer = () => refusal(404, 'generation.not_found', 'Not found', 'It is gone.');
    const { shown } = await connected();

    await vi.advanceTimersByTimeAsync(limits.runQuietFirstMs + limits.runQuietCheckMs);

    await vi.waitFor(() => expect(shown()).toEqual([]));
  });

  it('waits for the connection to come back, then everything open is fetched anew', async () => {
    answer = () => ok(storing);
    const { cache, shown } = await connected();
    const detail = watchDetail(cache, storing.id);
    await vi.waitFor(() => expect(detail()).toBeDefined());
    asked = [];
    server.use(
      http.get('/api/generations', () => ok({ generations: [completed], next_cursor: null })),
      http.get('/api/generations/:id', () => ok(completed)),
    );

    TestEventSource.current.fail();
    await vi.advanceTimersByTimeAsync(limits.reconnectFirstMs);
    TestEventSource.current.open();

    await vi.waitFor(() => expect(shown().map((row) => row.status)).toEqual(['completed']));
    await vi.waitFor(() => expect(detail()?.status).toBe('completed'));
  });
});

describe('news of files and of what is gone', () => {
  it('has the lists of storage looked at anew, once for many', async () => {
    const cache = open();
    let looked = 0;
    const observer = new QueryObserver(cache, {
      queryKey: ['storage', 'list', 'here'],
      queryFn: () => ++looked,
    });
    leave.push(observer.subscribe(() => undefined));
    await vi.waitFor(() => expect(looked).toBe(1));

    for (const name of ['a.png', 'b.png', 'c.png']) {
      TestEventSource.current.say('storage', { bucket_id: 'covers', name, gone: false });
    }

    await vi.waitFor(() => expect(looked).toBe(2));
  });

  it('takes what was deleted for good out of the lists', async () => {
    server.use(http.get('/api/generations', () => ok({ generations: [newest, completed], next_cursor: null })));
    const cache = open();
    const shown = watchList(cache);
    await vi.waitFor(() => expect(shown()).toHaveLength(2));

    TestEventSource.current.say('generation_deleted', { id: completed.id });

    expect(shown().map((row) => row.id)).toEqual([newest.id]);
  });
});
