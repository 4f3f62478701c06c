import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Accounts, good, refused } from '../support/accounts.js';
import { deleteFolder, newFolder, root } from '../support/places.js';

/** Accounts as administrators handle them, by the official client and as the guide says. */
describe('supabase-js administers accounts', () => {
  const accounts = new Accounts();
  const { browser, admin, letter, person } = accounts;
  let server;

  before(async () => {
    await accounts.open();
    ({ server } = accounts);
  });
  after(() => accounts.close());

  it('administers accounts', async () => {
    for (const name of ['one', 'two']) await person(name);
    const { auth } = admin();
    const made = good(
      await auth.admin.createUser({ email: 'made@example.org', password: 'a good secret', email_confirm: true }),
    );
    assert.equal(good(await auth.admin.getUserById(made.user.id)).user.email, 'made@example.org');
    const list = good(await auth.admin.listUsers({ page: 1, perPage: 2 }));
    assert.equal(list.users.length, 2);
    assert.equal(list.nextPage, 2);
    assert.ok(list.total > 2);
    good(await auth.admin.updateUserById(made.user.id, { ban_duration: '24h' }));
    refused(
      await browser().auth.signInWithPassword({ email: 'made@example.org', password: 'a good secret' }),
      400,
      'user_banned',
    );
    good(await auth.admin.updateUserById(made.user.id, { ban_duration: 'none', user_metadata: { a: 1 } }));
    good(await browser().auth.signInWithPassword({ email: 'made@example.org', password: 'a good secret' }));
    const link = good(await auth.admin.generateLink({ type: 'magiclink', email: 'made@example.org' }));
    assert.equal(link.properties.verification_type, 'magiclink');
    good(await browser().auth.verifyOtp({ token_hash: link.properties.hashed_token, type: 'magiclink' }));
    good(await auth.admin.inviteUserByEmail('guest@example.org', { data: { team: 'red' } }));
    assert.equal((await letter('guest@example.org')).kind, 'invite');
    good(await auth.admin.deleteUser(made.user.id));
    refused(await auth.admin.getUserById(made.user.id), 404, 'user_not_found');
    refused(await browser().auth.admin.listUsers(), 403, 'not_admin');
  });

  it('brings people over as the guide says, with their ids and passwords', async () => {
    const person = {
      id: randomUUID(),
      email: 'from-afar@example.org',
      phone: null,
      password_hash: '$2a$04$J0EaEiX.bb2Vg3yU2/NOSeWPtyL6i4pUlriQzSHJzB.jhOSEWvNay',
      email_confirm: true,
      phone_confirm: false,
      user_metadata: { name: 'Mo' },
      app_metadata: { provider: 'email', providers: ['email'] },
    };
    const folder = newFolder('people');
    symlinkSync(join(root, 'e2e', 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'people.jsonl'), `${JSON.stringify(person)}\n`);
    const guide = readFileSync(join(root, 'docs', 'guides', 'move-from-supabase.md'), 'utf8');
    writeFileSync(join(folder, 'people.mjs'), /```js\n(.*?)```/s.exec(guide)[1]);
    const env = { PATH: process.env.PATH, URL: server.url, SECRET_KEY: server.run.secret_key };
    try {
      for (const again of [false, true]) {
        // A Node before 22 has no socket of its own, which the client asks for though nobody uses it here.
        const args = ['--experimental-websocket', 'people.mjs'];
        const run = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
        assert.equal(run.status, 0, run.stderr);
        assert.equal(run.stderr.includes('already been registered'), again, run.stderr);
      }
    } finally {
      deleteFolder(folder);
    }
    const { user } = good(await browser().auth.signInWithPassword({ email: person.email, password: 'a good secret' }));
    assert.equal(user.id, person.id);
    assert.equal(user.user_metadata.name, 'Mo');
  });
});
