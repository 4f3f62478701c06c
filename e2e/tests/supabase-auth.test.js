import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { deleteFolder, freePort, newFolder, root } from '../support/places.js';
import { Issuer } from '../support/oidc.js';
import { TestServer } from '../support/server.js';
import { createClient } from '../support/supabase.js';
import { totp } from '../support/totp.js';

/** The official client, with nothing changed but address and key. */
describe('supabase-js signs people in', () => {
  /** @type {TestServer} */
  let server;
  /** @type {Issuer} */
  let issuer;

  const realtime = { transport: WebSocket };

  /** A browser of its own: what it keeps is nobody else's. */
  const browser = (auth = {}) => {
    const kept = new Map();
    const storage = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
    return createClient(server.url, server.run.anon_key, {
      auth: { autoRefreshToken: false, persistSession: true, storage, ...auth },
      realtime,
    });
  };

  const admin = () =>
    createClient(server.url, server.run.service_role_key, {
      auth: { autoRefreshToken: false, persistSession: false },
      realtime,
    });

  /** The newest message to somebody, as the owner reads it. */
  const letter = async (recipient) => {
    const answer = await server.owner.get(`/api/admin/messages?recipient=${encodeURIComponent(recipient)}`);
    answer.is(200);
    const [newest] = answer.data.messages;
    assert.ok(newest, `no message to ${recipient}`);
    return {
      ...newest,
      code: /\b(\d{6})\b/.exec(newest.text)?.[1],
      link: /https?:\/\/\S+\/auth\/v1\/verify\?\S+/.exec(newest.text)?.[0],
    };
  };

  /** Follows a link as a browser does, and says where it ends. */
  const follow = async (link) => {
    const response = await fetch(link, { redirect: 'manual' });
    assert.ok([302, 303].includes(response.status), `${response.status} ${await response.text()}`);
    return new URL(response.headers.get('location'));
  };

  const good = ({ data, error }) => {
    assert.equal(error, null, error && `${error.name} ${error.status} ${error.code} ${error.message}`);
    return data;
  };

  const refused = ({ error }, status, code) => {
    assert.ok(error, 'a refusal is expected');
    assert.equal(error.status, status, error.message);
    assert.equal(error.code, code, error.message);
    return error;
  };

  /** Somebody confirmed, signed in by a client of their own. */
  const person = async (name) => {
    const client = browser();
    const email = `${name}@example.org`;
    good(await client.auth.signUp({ email, password: 'a good secret' }));
    good(await client.auth.verifyOtp({ email, token: (await letter(email)).code, type: 'signup' }));
    return { client, email };
  };

  before(async () => {
    const port = await freePort();
    issuer = await Issuer.start(`http://127.0.0.1:${port}/auth/v1/callback`);
    server = new TestServer((await import('../support/places.js')).newDataFolder(), port, {
      ATELIER_OWNER_EMAIL: 'owner@example.org',
      ATELIER_OWNER_PASSWORD: 'the light of a safelight',
      ATELIER_AUTH_SIGNUP: 'on',
      ATELIER_AUTH_AUTOCONFIRM: 'off',
      ATELIER_AUTH_ANONYMOUS: 'on',
      ATELIER_AUTH_MANUAL_LINKING: 'on',
      ATELIER_AUTH_REDIRECTS: 'https://app.example.org/**',
      ATELIER_AUTH_OIDC_NAME: 'keycloak',
      ATELIER_AUTH_OIDC_ISSUER: issuer.url,
      ATELIER_AUTH_OIDC_CLIENT_ID: 'atelier',
      ATELIER_AUTH_OIDC_CLIENT_SECRET: 'a secret, with signs: %&',
      ATELIER_OUTBOUND_ALLOW: issuer.hostPort,
      ATELIER_LIMITS: 'off',
    });
    await server.start();
    server.owner = await server.api().signIn('owner@example.org', 'the light of a safelight');
  });
  after(async () => {
    await server?.close();
    await issuer?.close();
  });

  it('signs two people up, in, and each sees only themselves', async () => {
    const ada = await person('ada');
    const bo = await person('bo');
    const adaUser = good(await ada.client.auth.getUser()).user;
    const boUser = good(await bo.client.auth.getUser()).user;

    assert.equal(adaUser.email, 'ada@example.org');
    assert.equal(boUser.email, 'bo@example.org');
    assert.notEqual(adaUser.id, boUser.id);
    const claims = good(await ada.client.auth.getClaims()).claims;
    assert.equal(claims.sub, adaUser.id);
    assert.equal(claims.aal, 'aal1');
    refused(
      await browser().auth.signInWithPassword({ email: ada.email, password: 'wrong' }),
      400,
      'invalid_credentials',
    );
    good(await browser().auth.signInWithPassword({ email: ada.email, password: 'a good secret' }));
  });

  it('hides who has an account', async () => {
    const { email } = await person('hidden');
    const known = good(await browser().auth.signUp({ email, password: 'another secret' }));
    assert.equal(known.session, null);
    assert.deepEqual(known.user.identities, []);
    good(await browser().auth.resetPasswordForEmail('nobody@example.org'));
    good(await browser().auth.resend({ type: 'signup', email: 'nobody@example.org' }));
  });

  it('keeps a session fresh, and notices a stolen token', async () => {
    const { client } = await person('fresh');
    const first = good(await client.auth.getSession()).session;
    const second = good(await client.auth.refreshSession()).session;
    assert.notEqual(second.refresh_token, first.refresh_token);
    good(await client.auth.getUser());
    refused(await browser().auth.refreshSession({ refresh_token: 'nonsense' }), 400, 'refresh_token_not_found');
  });

  it('signs out here, elsewhere and everywhere, at once', async () => {
    const { client, email } = await person('leaver');
    const elsewhere = browser();
    good(await elsewhere.auth.signInWithPassword({ email, password: 'a good secret' }));
    good(await client.auth.signOut({ scope: 'others' }).then(({ error }) => ({ data: {}, error })));
    const { data, error } = await elsewhere.auth.getUser();
    assert.equal(data.user, null);
    assert.equal(error.name, 'AuthSessionMissingError');
    const token = good(await client.auth.getSession()).session.access_token;
    assert.equal((await server.api().as(token).get('/api/projects')).status, 200);
    await client.auth.signOut();
    assert.equal((await server.api().as(token).get('/api/projects')).status, 401);
  });

  it('signs in by magic link in both flows', async () => {
    const email = 'magic@example.org';
    const client = browser();
    good(await client.auth.signInWithOtp({ email, options: { emailRedirectTo: 'https://app.example.org/in' } }));
    const place = await follow((await letter(email)).link);
    const tokens = new URLSearchParams(place.hash.slice(1));
    assert.equal(place.origin + place.pathname, 'https://app.example.org/in');
    const session = good(
      await client.auth.setSession({
        access_token: tokens.get('access_token'),
        refresh_token: tokens.get('refresh_token'),
      }),
    ).session;
    assert.equal(session.user.email, email);

    const pkce = browser({ flowType: 'pkce' });
    good(await pkce.auth.signInWithOtp({ email, options: { emailRedirectTo: 'https://app.example.org/in' } }));
    const code = (await follow((await letter(email)).link)).searchParams.get('code');
    assert.equal(good(await pkce.auth.exchangeCodeForSession(code)).user.email, email);
    refused(
      await browser().auth.signInWithOtp({ email: 'no@example.org', options: { shouldCreateUser: false } }),
      422,
      'otp_disabled',
    );
  });

  it('signs in by text message', async () => {
    const client = browser();
    const sent = good(await client.auth.signInWithOtp({ phone: '+4915112345678' }));
    assert.ok(sent.messageId);
    const { code } = await letter('4915112345678');
    const { user } = good(await client.auth.verifyOtp({ phone: '+4915112345678', token: code, type: 'sms' }));
    assert.equal(user.phone, '4915112345678');
  });

  it('recovers a password, with the event pages wait for', async () => {
    const { email } = await person('forgetful');
    const client = browser({ flowType: 'pkce' });
    const events = [];
    client.auth.onAuthStateChange((event) => void events.push(event));
    good(await client.auth.resetPasswordForEmail(email, { redirectTo: 'https://app.example.org/new' }));
    const code = (await follow((await letter(email)).link)).searchParams.get('code');
    good(await client.auth.exchangeCodeForSession(code));
    assert.ok(events.includes('PASSWORD_RECOVERY'), events.join());
    good(await client.auth.updateUser({ password: 'a new good secret' }));
    good(await browser().auth.signInWithPassword({ email, password: 'a new good secret' }));
    refused(await client.auth.updateUser({ password: 'a new good secret' }), 422, 'same_password');
    const weak = refused(await client.auth.updateUser({ password: '123' }), 422, 'weak_password');
    assert.deepEqual(weak.reasons, ['length']);
  });

  it('changes an address once both have agreed, and a number', async () => {
    const { client, email } = await person('mover');
    const asked = good(await client.auth.updateUser({ email: 'moved@example.org', data: { theme: 'dark' } })).user;
    assert.equal(asked.new_email, 'moved@example.org');
    assert.equal(asked.user_metadata.theme, 'dark');
    const half = good(await client.auth.verifyOtp({ email, token: (await letter(email)).code, type: 'email_change' }));
    assert.equal(half.session, null);
    const whole = good(
      await client.auth.verifyOtp({
        email: 'moved@example.org',
        token: (await letter('moved@example.org')).code,
        type: 'email_change',
      }),
    );
    assert.equal(whole.user.email, 'moved@example.org');
    good(await client.auth.updateUser({ phone: '+4930111' }));
    const { code } = await letter('4930111');
    const phoned = good(await client.auth.verifyOtp({ phone: '4930111', token: code, type: 'phone_change' }));
    assert.equal(phoned.user.phone, '4930111');
    good(await client.auth.reauthenticate());
    assert.equal((await letter('moved@example.org')).kind, 'reauthentication');
  });

  it('lets somebody in without a name and keeps them', async () => {
    const client = browser();
    const { user } = good(await client.auth.signInAnonymously({ options: { data: { from: 'a link' } } }));
    assert.equal(user.is_anonymous, true);
    good(await client.auth.updateUser({ email: 'named@example.org' }));
    const known = good(
      await client.auth.verifyOtp({
        email: 'named@example.org',
        token: (await letter('named@example.org')).code,
        type: 'email_change',
      }),
    );
    assert.equal(known.user.id, user.id);
    assert.equal(known.user.is_anonymous, false);
  });

  it('asks for a second factor', async () => {
    const { client, email } = await person('careful');
    const factor = good(await client.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'phone' }));
    assert.match(factor.totp.qr_code, /^data:image\/svg\+xml;utf-8,<svg /);
    good(await client.auth.mfa.challengeAndVerify({ factorId: factor.id, code: totp(factor.totp.secret) }));
    assert.deepEqual(good(await client.auth.mfa.getAuthenticatorAssuranceLevel()).currentLevel, 'aal2');
    assert.equal(good(await client.auth.mfa.listFactors()).totp.length, 1);

    const again = browser();
    good(await again.auth.signInWithPassword({ email, password: 'a good secret' }));
    const level = good(await again.auth.mfa.getAuthenticatorAssuranceLevel());
    assert.deepEqual([level.currentLevel, level.nextLevel], ['aal1', 'aal2']);
    refused(await again.auth.mfa.unenroll({ factorId: factor.id }), 422, 'insufficient_aal');
    const challenge = good(await again.auth.mfa.challenge({ factorId: factor.id }));
    refused(
      await again.auth.mfa.verify({ factorId: factor.id, challengeId: challenge.id, code: 'abcdef' }),
      422,
      'mfa_verification_failed',
    );
    good(await client.auth.mfa.unenroll({ factorId: factor.id }));
  });

  it('signs in by another issuer in both flows, and takes the same person for the same', async () => {
    const login = issuer.person('ida', 'ida@example.org');
    const pkce = browser({ flowType: 'pkce' });
    const left = good(
      await pkce.auth.signInWithOAuth({
        provider: 'keycloak',
        options: { skipBrowserRedirect: true, redirectTo: 'https://app.example.org/back', scopes: 'email' },
      }),
    );
    const place = await outAndBack(left.url, login);
    const session = good(await pkce.auth.exchangeCodeForSession(place.searchParams.get('code'))).session;
    assert.equal(session.user.email, 'ida@example.org');
    assert.equal(session.user.user_metadata.full_name, 'Person ida');
    assert.deepEqual(session.user.app_metadata.providers, ['keycloak']);
    assert.ok(session.provider_token);

    const implicit = browser();
    const second = good(
      await implicit.auth.signInWithOAuth({
        provider: 'keycloak',
        options: { skipBrowserRedirect: true, redirectTo: 'https://app.example.org/back' },
      }),
    );
    const tokens = new URLSearchParams((await outAndBack(second.url, login)).hash.slice(1));
    const same = good(
      await implicit.auth.setSession({
        access_token: tokens.get('access_token'),
        refresh_token: tokens.get('refresh_token'),
      }),
    );
    assert.equal(same.user.id, session.user.id);
    assert.ok(tokens.get('provider_token'));
  });

  it('gives an identity with a verified address to who has that address, and no other', async () => {
    const { client, email } = await person('linked');
    const mine = good(await client.auth.getUser()).user;
    const doubtful = await outAndBack(await leave(), issuer.person('doubtful', email, false));
    assert.equal(new URLSearchParams(doubtful.hash.slice(1)).get('error_code'), 'provider_email_needs_verification');
    const sure = await outAndBack(await leave(), issuer.person('sure', email));
    const token = new URLSearchParams(sure.hash.slice(1)).get('access_token');
    const user = good(await client.auth.getUser(token)).user;
    assert.equal(user.id, mine.id);
    assert.deepEqual(user.app_metadata.providers, ['email', 'keycloak']);
  });

  it('links and unlinks an identity', async () => {
    const { client } = await person('linker');
    const other = await person('other-linker');
    const login = issuer.person('second-face', 'elsewhere@example.org');
    const link = async (who) =>
      outAndBack(
        good(
          await who.auth.linkIdentity({
            provider: 'keycloak',
            options: { skipBrowserRedirect: true, redirectTo: 'https://app.example.org/linked' },
          }),
        ).url,
        login,
      );
    await link(client);
    const identities = good(await client.auth.getUserIdentities()).identities;
    assert.deepEqual(identities.map(({ provider }) => provider).sort(), ['email', 'keycloak']);
    const taken = await link(other.client);
    assert.equal(new URLSearchParams(taken.hash.slice(1)).get('error_code'), 'identity_already_exists');
    good(await client.auth.unlinkIdentity(identities.find(({ provider }) => provider === 'keycloak')));
    const [last] = good(await client.auth.getUserIdentities()).identities;
    refused(await client.auth.unlinkIdentity(last), 422, 'single_identity_not_deletable');
  });

  it('refuses states and issuers it does not know', async () => {
    const stray = await follow(`${server.url}/auth/v1/callback?state=made-up&code=x`);
    assert.equal(stray.searchParams.get('error_code'), 'bad_oauth_state');
    const login = issuer.person('twice', 'twice@example.org');
    const back = await issuer.walk((await follow(await leave())).href, login);
    await follow(back);
    assert.equal((await follow(back)).searchParams.get('error_code'), 'bad_oauth_state');
    const unknown = await fetch(`${server.url}/auth/v1/authorize?provider=mars`, { redirect: 'manual' });
    assert.equal(unknown.status, 400);
    refused(await browser().auth.signInWithIdToken({ provider: 'google', token: 'x.y.z' }), 400, 'provider_disabled');
  });

  it('administers accounts', async () => {
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

  /** The address of the server that sends to the issuer. */
  const leave = async () =>
    `${server.url}/auth/v1/authorize?provider=keycloak&redirect_to=${encodeURIComponent('https://app.example.org/back')}`;

  /** To the issuer, signed in there, and back through the server to the page. */
  const outAndBack = async (url, login) => {
    const first = new URL(url).host === issuer.hostPort ? url : (await follow(url)).href;
    return follow(await issuer.walk(first, login));
  };
});
