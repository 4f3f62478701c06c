import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { Issuer } from './oidc.js';
import { freePort } from './places.js';
import { TestServer } from './server.js';
import { createClient } from './supabase.js';

const realtime = { transport: WebSocket };
const password = 'the light of a safelight';

export const good = ({ data, error }) => {
  assert.equal(error, null, error && `${error.name} ${error.status} ${error.code} ${error.message}`);
  return data;
};

export const refused = ({ error }, status, code) => {
  assert.ok(error, 'a refusal is expected');
  assert.equal(error.status, status, error.message);
  assert.equal(error.code, code, error.message);
  return error;
};

/** A server where people sign up with a confirmation, and an issuer beside it; clients are the official ones. */
export class Accounts {
  /** @type {TestServer} */
  server;
  /** @type {Issuer} */
  issuer;

  async open() {
    const port = await freePort();
    this.issuer = await Issuer.start(`http://127.0.0.1:${port}/auth/v1/callback`);
    this.server = await TestServer.startOn(port, {
      ATELIER_OWNER_EMAIL: 'owner@example.org',
      ATELIER_OWNER_PASSWORD: password,
      ATELIER_AUTH_SIGNUP: 'on',
      ATELIER_AUTH_AUTOCONFIRM: 'off',
      ATELIER_AUTH_ANONYMOUS: 'on',
      ATELIER_AUTH_MANUAL_LINKING: 'on',
      ATELIER_AUTH_REDIRECTS: 'https://app.example.org/**',
      ATELIER_AUTH_OIDC_NAME: 'keycloak',
      ATELIER_AUTH_OIDC_ISSUER: this.issuer.url,
      ATELIER_AUTH_OIDC_CLIENT_ID: 'atelier',
      ATELIER_AUTH_OIDC_CLIENT_SECRET: 'a secret, with signs: %&',
      ATELIER_OUTBOUND_ALLOW: this.issuer.hostPort,
      ATELIER_LIMITS: 'off',
    });
    this.server.owner = await this.server.api().signIn('owner@example.org', password);
  }

  async close() {
    await this.server?.close();
    await this.issuer?.close();
  }

  /** A browser of its own: what it keeps is nobody else's. */
  browser = (auth = {}) => {
    const kept = new Map();
    const storage = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
    return createClient(this.server.url, this.server.run.anon_key, {
      auth: { autoRefreshToken: false, persistSession: true, storage, ...auth },
      realtime,
    });
  };

  admin = () =>
    createClient(this.server.url, this.server.run.service_role_key, {
      auth: { autoRefreshToken: false, persistSession: false },
      realtime,
    });

  /** The newest message to somebody, as the owner reads it. */
  letter = async (recipient) => {
    const answer = await this.server.owner.get(`/api/admin/messages?recipient=${encodeURIComponent(recipient)}`);
    answer.is(200);
    const [newest] = answer.data.messages;
    assert.ok(newest, `no message to ${recipient}`);
    return {
      ...newest,
      code: /\b(\d{6})\b/.exec(newest.text)?.[1],
      link: /https?:\/\/\S+\/auth\/v1\/verify\?\S+/.exec(newest.text)?.[0],
    };
  };

  /** Somebody confirmed, signed in by a client of their own. */
  person = async (name) => {
    const client = this.browser();
    const email = `${name}@example.org`;
    good(await client.auth.signUp({ email, password: 'a good secret' }));
    good(await client.auth.verifyOtp({ email, token: (await this.letter(email)).code, type: 'signup' }));
    return { client, email };
  };
}
