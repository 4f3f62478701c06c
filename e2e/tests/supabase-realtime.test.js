import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { query } from '../support/database.js';
import { TestServer } from '../support/server.js';
import { createClient } from '../support/supabase.js';
import { until } from '../support/until.js';

const schema = `
  create table public.notes (
    id int generated always as identity primary key, owner uuid not null default auth.uid(), body text not null
  );
  alter table public.notes enable row level security, force row level security;
  create policy own on public.notes for all to authenticated
    using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
  grant select, insert, update, delete on public.notes to authenticated, service_role;
  do $$
  begin
    if not exists (select from pg_publication where pubname = 'supabase_realtime') then
      create publication supabase_realtime;
    end if;
  end $$;
  alter publication supabase_realtime add table public.notes;
`;

const policies = `
  set role postgres;
  create policy own_topic_read on realtime.messages for select to authenticated
    using (realtime.topic() = 'user:' || (select auth.uid())::text);
  create policy own_topic_write on realtime.messages for insert to authenticated
    with check (realtime.topic() = 'user:' || (select auth.uid())::text);
`;

/** The official client, with nothing changed but address and key. */
describe('supabase-js hears what happens', () => {
  /** @type {TestServer} */
  let server;
  let ada;
  let bob;
  let nobody;
  let service;
  const open = [];

  const client = (key, options = {}) => {
    const made = createClient(server.url, key, {
      auth: { autoRefreshToken: false, persistSession: false },
      realtime: { transport: WebSocket, ...options },
    });
    open.push(made);
    return made;
  };

  const person = async (email) => {
    const password = 'the light of a safelight';
    const { error } = await service.auth.admin.createUser({ email, password, email_confirm: true });
    assert.equal(error, null);
    const signed = client(server.run.anon_key);
    const { data, error: refused } = await signed.auth.signInWithPassword({ email, password });
    assert.equal(refused, null);
    signed.id = data.user.id;
    return signed;
  };

  /** Joins, and is told what the client is told. */
  const joined = (channel) =>
    new Promise((done, fail) =>
      channel.subscribe((status, error) => {
        channel.seen = [...(channel.seen ?? []), status];
        if (status === 'SUBSCRIBED') done(channel);
        if (status === 'CHANNEL_ERROR' || status === 'TIMED_OUT') fail(error ?? new Error(status));
      }),
    );

  /** Keeps what a channel hears. */
  const hearing = (channel, event = '*') => {
    const heard = [];
    channel.on('broadcast', { event }, (message) => heard.push(message));
    return heard;
  };

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    service = client(server.run.service_role_key);
    nobody = client(server.run.publishable_key);
    ada = await person('ada@example.org');
    bob = await person('bob@example.org');
    await query(server.run.database_url, schema);
    await query(server.run.database_url, policies);
  });
  after(async () => {
    await Promise.all(open.map((each) => each.removeAllChannels()));
    await server?.close();
  });

  for (const vsn of ['1.0.0', '2.0.0']) {
    it(`tells broadcasts to the others, and to the sender who asks, in ${vsn}`, async () => {
      const sender = client(server.run.anon_key, { vsn });
      const echo = sender.channel(`hall ${vsn}`, { config: { broadcast: { self: true, ack: true } } });
      const other = nobody.channel(`hall ${vsn}`);
      const own = hearing(echo, 'wave');
      const heard = hearing(other, 'wave');
      const deaf = hearing(other, 'else');
      await joined(echo);
      await joined(other);

      const payload = { text: 'ä 😀', nested: { list: [1, 2.5, null] } };
      assert.equal(await echo.send({ type: 'broadcast', event: 'wave', payload }), 'ok');

      await until('both hear it', () => own.length === 1 && heard.length === 1);
      assert.deepEqual(heard[0].payload, payload);
      assert.equal(heard[0].event, 'wave');
      assert.deepEqual(own[0].payload, payload);
      assert.deepEqual(deaf, []);
      assert.equal(await nobody.removeChannel(other), 'ok');
    });
  }

  it('sends without joining', async () => {
    const listener = nobody.channel('post');
    const heard = hearing(listener);
    await joined(listener);
    const channel = ada.channel('post');
    await channel.httpSend('letter', { n: 1 });
    assert.equal(await channel.send({ type: 'broadcast', event: 'letter', payload: { n: 2 } }), 'ok');
    await channel.httpSend('bytes', new Uint8Array([0, 255, 7]).buffer);
    await until('the letters arrive', () => heard.length === 3);
    assert.deepEqual(
      heard.slice(0, 2).map((each) => each.payload.n),
      [1, 2],
    );
    assert.deepEqual([...new Uint8Array(heard[2].payload)], [0, 255, 7]);
    await nobody.removeChannel(listener);
    await ada.removeChannel(channel);
  });

  it('shows who is there', async () => {
    const here = ada.channel('lobby', { config: { presence: { key: 'ada' } } });
    const there = bob.channel('lobby', { config: { presence: { key: 'bob' } } });
    const events = [];
    here.on('presence', { event: 'join' }, ({ key }) => events.push(`join ${key}`));
    here.on('presence', { event: 'leave' }, ({ key }) => events.push(`leave ${key}`));
    there.on('presence', { event: 'sync' }, () => events.push('sync'));
    await joined(here);
    await joined(there);
    assert.equal(await here.track({ mood: 'calm' }), 'ok');
    assert.equal(await there.track({ mood: 'busy' }), 'ok');
    await until('both are there', () => Object.keys(there.presenceState()).length === 2);
    assert.equal(there.presenceState().ada[0].mood, 'calm');
    assert.ok(there.presenceState().ada[0].presence_ref);
    await until('and seen', () => events.includes('join bob') && events.includes('sync'));

    await here.track({ mood: 'merry' });
    await until('the change is seen', () => there.presenceState().ada?.[0].mood === 'merry');
    assert.equal(there.presenceState().ada.length, 1);

    await bob.removeChannel(there);
    await until('the leave is seen', () => events.includes('leave bob'));
    assert.deepEqual(Object.keys(here.presenceState()), ['ada']);
    await ada.removeChannel(here);
  });

  it('lets policies decide about private channels', async () => {
    const topic = `user:${ada.id}`;
    const options = { config: { private: true, broadcast: { ack: true, self: true } } };
    const mine = ada.channel(topic, options);
    const heard = hearing(mine);
    await joined(mine);
    assert.equal(await mine.send({ type: 'broadcast', event: 'x', payload: { n: 1 } }), 'ok');
    await until('it is heard', () => heard.length === 1);

    await assert.rejects(joined(bob.channel(topic, options)), /permissions to read from this Channel topic/);
    await bob.removeAllChannels();
    const outside = bob.channel(topic);
    const overheard = hearing(outside);
    await joined(outside);
    await mine.send({ type: 'broadcast', event: 'x', payload: { n: 2 } });
    await query(server.run.database_url, `select realtime.send('{"n":3}', 'x', 'user:${ada.id}')`);
    await until('the database is heard', () => heard.length === 3);
    assert.equal(heard[2].payload.n, 3);
    assert.ok(heard[2].meta.id);
    assert.deepEqual(overheard, []);
    await ada.removeAllChannels();
    await bob.removeAllChannels();
  });

  it('repeats what was missed', async () => {
    const since = Date.now() - 60_000;
    await query(server.run.database_url, `select realtime.send('{"n":9}', 'missed', 'user:${bob.id}')`);
    const channel = bob.channel(`user:${bob.id}`, {
      config: { private: true, broadcast: { replay: { since, limit: 1 } } },
    });
    const heard = hearing(channel, 'missed');
    await joined(channel);
    await until('it is repeated', () => heard.length === 1);
    assert.equal(heard[0].meta.replayed, true);
    assert.equal(heard[0].payload.n, 9);
    await bob.removeChannel(channel);
  });

  it('tells changes of rows to those who may see them', async () => {
    const changes = { ada: [], bob: [], service: [] };
    const live = [];
    for (const [name, who] of Object.entries({ ada, bob, service })) {
      const channel = who.channel('notes');
      channel.on('postgres_changes', { event: '*', schema: 'public', table: 'notes' }, (change) =>
        changes[name].push(change),
      );
      channel.on('system', {}, (message) => message.extension === 'postgres_changes' && live.push(message.status));
      await joined(channel);
    }
    await until('changes are live', () => live.length === 3);
    assert.deepEqual(live, ['ok', 'ok', 'ok']);

    const { data: note, error } = await ada.from('notes').insert({ body: 'first' }).select().single();
    assert.equal(error, null);
    await ada.from('notes').update({ body: 'second' }).eq('id', note.id);
    await until('the owner hears both', () => changes.ada.length === 2);
    assert.equal(changes.ada[0].eventType, 'INSERT');
    assert.deepEqual(changes.ada[0].new, note);
    assert.equal(changes.ada[1].new.body, 'second');
    assert.equal(changes.ada[1].errors, null);
    await until('and the service', () => changes.service.length === 2);
    assert.deepEqual(changes.bob, []);
    await Promise.all([ada, bob, service].map((each) => each.removeAllChannels()));
  });

  it('goes on under a renewed token', async () => {
    const cleo = await person('cleo@example.org');
    const channel = cleo.channel(`user:${cleo.id}`, {
      config: { private: true, broadcast: { self: true, ack: true } },
    });
    const heard = hearing(channel);
    await joined(channel);
    const { error } = await cleo.auth.refreshSession();
    assert.equal(error, null);
    await cleo.realtime.setAuth();
    assert.equal(await channel.send({ type: 'broadcast', event: 'x', payload: {} }), 'ok');
    await until('it is heard', () => heard.length === 1);
    assert.equal(channel.state, 'joined');

    await cleo.realtime.setAuth((await bob.auth.getSession()).data.session.access_token);
    await until('another person is shown the door', () => channel.state !== 'joined');
    await cleo.removeAllChannels();
  });

  it('joins again after the server was killed', async () => {
    const channel = ada.channel('phoenix');
    const heard = hearing(channel);
    const changes = [];
    channel.on('postgres_changes', { event: 'INSERT', schema: 'public', table: 'notes' }, (change) =>
      changes.push(change.new.body),
    );
    const states = [];
    channel.subscribe((status) => states.push(status));
    await until('it is in', () => states.includes('SUBSCRIBED'));

    await server.kill();
    await until('it is noticed', () => states.includes('CHANNEL_ERROR'));
    await server.start();

    await until('it is in again', () => states.at(-1) === 'SUBSCRIBED' && states.length >= 3, 40_000);
    await until(
      'broadcasts arrive again',
      async () => {
        await nobody.channel('phoenix').httpSend('again', { n: 1 });
        return heard.length > 0;
      },
      20_000,
    );
    await until(
      'changes arrive again',
      async () => {
        await ada.from('notes').insert({ body: 'after' });
        await pause(200);
        return changes.includes('after');
      },
      20_000,
    );
  });
});
