import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { query } from '../support/database.js';
import { TestServer } from '../support/server.js';
import { createClient } from '../support/supabase.js';
import { until } from '../support/until.js';

const schema = `
  create table public.shelves (
    id int generated always as identity primary key, owner uuid not null default auth.uid(), name text not null unique
  );
  create table public.books (
    id int generated always as identity primary key, owner uuid not null default auth.uid(),
    shelf_id int references public.shelves on delete cascade,
    title text not null, pages int check (pages > 0), tags text[] not null default '{}', facts jsonb not null default '{}'
  );
  alter table public.shelves enable row level security, force row level security;
  alter table public.books enable row level security, force row level security;
  create policy own on public.shelves for all to authenticated
    using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
  create policy own on public.books for all to authenticated
    using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
  grant select, insert, update, delete on public.shelves, public.books to authenticated, service_role;
  create function public.thickest(at_least int default 0) returns setof public.books language sql stable as
    $$ select * from public.books where pages >= at_least order by pages desc $$;
  create function public.add_up(a int, b int) returns int language sql immutable as $$ select a + b $$;
  create function public.forget() returns void language sql as $$ select $$;
  grant execute on all functions in schema public to anon, authenticated, service_role;
`;

/** The official client, with nothing changed but address and key. */
describe('supabase-js reads and writes rows', () => {
  /** @type {TestServer} */
  let server;
  let ada;
  let bob;
  let nobody;
  let service;

  const client = (key, token) =>
    createClient(server.url, key, {
      auth: { autoRefreshToken: false, persistSession: false },
      realtime: { transport: WebSocket },
      ...(token ? { accessToken: async () => token } : {}),
    });

  const person = async (email) => {
    const password = 'the light of a safelight';
    const { error } = await service.auth.admin.createUser({ email, password, email_confirm: true });
    assert.equal(error, null);
    const signed = client(server.run.anon_key);
    const { error: refused } = await signed.auth.signInWithPassword({ email, password });
    assert.equal(refused, null);
    return signed;
  };

  const good = ({ data, error }) => {
    assert.equal(error, null, error && JSON.stringify(error));
    return data;
  };

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off', ATELIER_DATA_AGGREGATES: 'on' });
    service = client(server.run.service_role_key);
    nobody = client(server.run.anon_key);
    ada = await person('ada@example.org');
    bob = await person('bob@example.org');
    await query(server.run.database_url, schema);
    await until('the new tables are served', async () => (await ada.from('books').select()).error === null);
    const shelf = good(await ada.from('shelves').insert({ name: 'poems' }).select().single());
    good(
      await ada.from('books').insert(
        [
          { title: 'Sonnets', pages: 160, shelf_id: shelf.id, tags: ['verse', 'old'], facts: { lines: { each: 14 } } },
          { title: 'Odes', pages: 90, shelf_id: shelf.id, tags: ['verse'] },
          { title: 'Loose leaves', pages: 12 },
        ],
        { defaultToNull: false },
      ),
    );
    good(await bob.from('books').insert({ title: 'Atlas', pages: 300 }));
  });
  after(() => server?.close());

  it('shows each person their own rows', async () => {
    const titles = (rows) => rows.map((row) => row.title).sort();
    assert.deepEqual(titles(good(await ada.from('books').select('title'))), ['Loose leaves', 'Odes', 'Sonnets']);
    assert.deepEqual(titles(good(await bob.from('books').select('title'))), ['Atlas']);
    assert.equal(good(await service.from('books').select('id')).length, 4);
    const { error, status } = await nobody.from('books').select();
    assert.equal(status, 401);
    assert.equal(error.code, '42501');
  });

  it('filters, orders, pages and counts', async () => {
    const { data, count } = await ada
      .from('books')
      .select('title', { count: 'exact' })
      .gt('pages', 10)
      .contains('tags', ['verse'])
      .order('pages')
      .range(0, 0);
    assert.deepEqual(data, [{ title: 'Odes' }]);
    assert.equal(count, 2);
    const { count: all, data: none } = await ada.from('books').select('*', { count: 'exact', head: true });
    assert.equal(all, 3);
    assert.equal(none, null);
    assert.deepEqual(good(await ada.from('books').select('title').or('pages.lt.20,title.ilike.son*').order('title')), [
      { title: 'Loose leaves' },
      { title: 'Sonnets' },
    ]);
    assert.deepEqual(good(await ada.from('books').select('each:facts->lines->each').eq('facts->lines->>each', '14')), [
      { each: 14 },
    ]);
    assert.deepEqual(
      good(await ada.from('books').select('title').in('title', ['Odes', 'a, (b)']).not('pages', 'is', null)),
      [{ title: 'Odes' }],
    );
    assert.deepEqual(
      good(await ada.from('books').select('title').textSearch('title', 'loose', { config: 'english' })),
      [{ title: 'Loose leaves' }],
    );
  });

  it('embeds what is related', async () => {
    assert.deepEqual(
      good(await ada.from('shelves').select('name, books(title)').order('title', { referencedTable: 'books' })),
      [{ name: 'poems', books: [{ title: 'Odes' }, { title: 'Sonnets' }] }],
    );
    assert.deepEqual(good(await ada.from('books').select('title, shelves!inner(name)').eq('title', 'Odes').single()), {
      title: 'Odes',
      shelves: { name: 'poems' },
    });
    assert.deepEqual(good(await ada.from('shelves').select('name, books(pages.sum())')), [
      { name: 'poems', books: [{ sum: 250 }] },
    ]);
  });

  it('says what is wrong as the client expects it', async () => {
    const { error: missing, status } = await ada.from('boks').select();
    assert.equal(status, 404);
    assert.equal(missing.code, 'PGRST205');
    assert.equal(missing.hint, "Perhaps you meant the table 'public.books'");
    const { error: several, statusText } = await ada.from('books').select().single();
    assert.equal(several.code, 'PGRST116');
    assert.equal(statusText, 'Not Acceptable');
    assert.equal(good(await ada.from('books').select().eq('title', 'none').maybeSingle()), null);
    const { error: check } = await ada.from('books').insert({ title: 'Thin', pages: 0 });
    assert.equal(check.code, '23514');
    const { error: column } = await ada.from('books').insert({ name: 'x' });
    assert.equal(column.code, 'PGRST204');
    await assert.rejects(async () => ada.from('boks').select().throwOnError(), { code: 'PGRST205' });
  });

  it('inserts, changes, upserts and deletes', async () => {
    const made = good(await ada.from('shelves').insert({ name: 'plays' }).select('id, name').single());
    assert.equal(made.name, 'plays');
    assert.deepEqual(good(await ada.from('shelves').update({ name: 'dramas' }).eq('id', made.id).select('name')), [
      { name: 'dramas' },
    ]);
    const { data: merged, status } = await ada
      .from('shelves')
      .upsert({ name: 'dramas' }, { onConflict: 'name' })
      .select('id')
      .single();
    assert.equal(status, 200);
    assert.equal(merged.id, made.id);
    assert.deepEqual(
      good(
        await ada.from('shelves').upsert({ name: 'dramas' }, { onConflict: 'name', ignoreDuplicates: true }).select(),
      ),
      [],
    );
    const { count } = await ada.from('shelves').delete({ count: 'exact' }).eq('id', made.id);
    assert.equal(count, 1);
    const { status: silent, data: nothing } = await ada.from('shelves').delete().eq('id', made.id);
    assert.equal(silent, 204);
    assert.equal(nothing, null);
  });

  it('never touches the rows of others', async () => {
    assert.deepEqual(good(await bob.from('books').update({ title: 'Mine now' }).eq('title', 'Odes').select()), []);
    assert.deepEqual(good(await bob.from('books').delete().neq('title', '').lt('pages', 200).select()), []);
    const { data: me } = await ada.auth.getUser();
    const { error, status } = await bob.from('books').insert({ title: 'Gift', owner: me.user.id });
    assert.equal(status, 403);
    assert.equal(error.code, '42501');
    assert.equal(good(await ada.from('books').select()).length, 3);
  });

  it('calls functions', async () => {
    assert.equal(good(await nobody.rpc('add_up', { a: 2, b: 3 })), 5);
    assert.equal(good(await nobody.rpc('add_up', { a: 2, b: 3 }, { get: true })), 5);
    assert.equal(good(await nobody.rpc('forget')), null);
    assert.deepEqual(good(await ada.rpc('thickest', { at_least: 50 }).select('title, shelves(name)').limit(1)), [
      { title: 'Sonnets', shelves: { name: 'poems' } },
    ]);
    const { error } = await ada.rpc('thickest', { most: 50 });
    assert.equal(error.code, 'PGRST202');
  });

  it('gives rows as text', async () => {
    assert.equal(
      good(await ada.from('books').select('title,pages').order('pages').csv()),
      'title,pages\n"Loose leaves",12\nOdes,90\nSonnets,160',
    );
  });
});
