import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Accounts, good, refused } from '../support/accounts.js';
import { totp } from '../support/totp.js';

/** The official client, with nothing changed but address and key. */
describe('supabase-js signs people in', () => {
  /** @type {import('../support/server.js').TestServer} */
  let server;
  /** @type {import('../support/oidc.js').Issuer} */
  let issuer;

  const accounts = new Accounts();
  const { browser, letter, person } = accounts;

  /** Follows a link as a browser does, and says where it ends. */
  const follow = async (link) => {
    const response = await fetch(link, { redirect: 'manual' });
    assert.ok([302, 303].includes(response.status), `${response.status} ${await response.text()}`);
    return new URL(response.headers.get('location'));
  };

  before(async () => {
    await accounts.open();
    ({ server, issuer } = accounts);
  });
  after(() => accounts.close());

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

  /** The address of the server that sends to the issuer. */
  const leave = async () =>
    `${server.url}/auth/v1/authorize?provider=keycloak&redirect_to=${encodeURIComponent('https://app.example.org/back')}`;

  /** To the issuer, signed in there, and back through the server to the page. */
  const outAndBack = async (url, login) => {
    const first = new URL(url).host === issuer.hostPort ? url : (await follow(url)).href;
    return follow(await issuer.walk(first, login));
  };
});
