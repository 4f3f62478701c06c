import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { TestServer } from '../support/server.js';
import { createClient } from '../support/supabase.js';

/** Organisations by the official client alone, by people of two of them. */
describe('supabase-js works in organisations', () => {
  let server;
  let service;
  let ada;
  let bob;
  let eve;

  const client = (key) =>
    createClient(server.url, key, {
      auth: { autoRefreshToken: false, persistSession: false },
      realtime: { transport: WebSocket },
    });

  const good = ({ data, error }) => {
    assert.equal(error, null, error && JSON.stringify(error));
    return data;
  };

  const person = async (email) => {
    const password = 'the light of a safelight';
    const { user } = good(await service.auth.admin.createUser({ email, password, email_confirm: true }));
    const signed = client(server.run.anon_key);
    good(await signed.auth.signInWithPassword({ email, password }));
    return Object.assign(signed, { id: user.id });
  };

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    service = client(server.run.service_role_key);
    [ada, bob, eve] = [await person('ada@one.org'), await person('bob@one.org'), await person('eve@two.org')];
  });
  after(() => server?.close());

  it('makes one, reads it with its people, and is fenced from the other tenant', async () => {
    const org = good(await ada.from('orgs').insert({ name: 'One' }).select().single());
    assert.equal(org.created_by, ada.id);
    good(await service.from('memberships').insert({ org_id: org.id, user_id: bob.id, role: 'member' }));
    good(await eve.from('orgs').insert({ name: 'Two' }));

    const seen = good(await bob.from('orgs').select('name, memberships(role, users(email))').eq('id', org.id).single());
    assert.deepEqual(seen.memberships.map(({ role, users }) => `${users.email} ${role}`).toSorted(), [
      'ada@one.org owner',
      'bob@one.org member',
    ]);
    assert.deepEqual(good(await eve.from('orgs').select('name')), [{ name: 'Two' }]);
    assert.deepEqual(good(await eve.from('memberships').select('user_id').eq('org_id', org.id)), []);
    const intruder = await eve.from('memberships').insert({ org_id: org.id, user_id: eve.id, role: 'owner' });
    assert.equal(intruder.error.code, '42501');
    assert.deepEqual(good(await eve.from('orgs').update({ name: 'Mine' }).eq('id', org.id).select()), []);
    assert.deepEqual(good(await eve.from('orgs').delete().eq('id', org.id).select()), []);

    const raised = await bob.from('memberships').update({ role: 'owner' }).eq('user_id', bob.id).select();
    assert.deepEqual(good(raised), [], 'a member raises nobody');
    const last = await ada.from('memberships').delete().eq('org_id', org.id).eq('user_id', ada.id);
    assert.equal(last.status, 409);
    assert.match(last.error.message, /last owner/);
  });

  it('shares projects and workspaces, and keeps the rest personal', async () => {
    const { org_id: org } = good(await ada.from('memberships').select('org_id').limit(1).single());
    const shared = good(await ada.from('projects').insert({ name: 'Shared', org_id: org }).select().single());
    good(await ada.from('projects').insert({ name: 'Own' }));
    good(await ada.from('workspaces').insert({ name: 'Covers', project_id: shared.id }));

    assert.deepEqual(
      good(await bob.from('projects').select('name, workspaces(*)')).map(({ name, workspaces }) => [
        name,
        workspaces.length,
      ]),
      [['Shared', 1]],
    );
    assert.deepEqual(good(await eve.from('projects').select('name')), []);
    const forged = await bob.from('projects').insert({ name: 'Theirs', user_id: ada.id });
    assert.equal(forged.error.code, '42501');
    const foreign = await eve.from('projects').insert({ name: 'In', org_id: org });
    assert.equal(foreign.error.code, '42501');

    const draft = good(
      await bob
        .from('generations')
        .insert({ provider: 'demo', model: 'demo-text', generation_type: 'text', prompt: 'hello', status: 'pending' })
        .select('id, status')
        .single(),
    );
    assert.equal(draft.status, 'draft');
    const run = good(await bob.functions.invoke('generate-content-sync', { body: { generation_id: draft.id } }));
    assert.equal(run.generation_id, draft.id);
    assert.equal(run.status, 'completed');
    assert.deepEqual(good(await bob.from('user_stats').select('total_images')), []);
  });

  it('keeps the extended profile', async () => {
    good(await ada.from('profiles').upsert({ id: ada.id, username: 'ada', full_name: 'Ada' }));
    const own = good(await ada.from('profiles').select('username, full_name, email').eq('id', ada.id).single());
    assert.deepEqual(own, { username: 'ada', full_name: 'Ada', email: 'ada@one.org' });
    assert.deepEqual(good(await eve.from('profiles').select('id').eq('id', ada.id)), []);
  });
});
