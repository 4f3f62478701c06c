import { until } from './until.js';

/**
 * The newest message of a kind to an address, as an administrator reads it.
 *
 * @param {import('./server.js').TestServer} server with an owner
 * @param {'signup' | 'recovery' | 'magiclink' | 'email_change' | 'invite'} kind
 * @returns {Promise<{link: string, code: string}>}
 */
export const newestMail = (server, recipient, kind) =>
  until(`a message of ${kind} to ${recipient}`, async () => {
    const answer = await server.owner.get(`/api/admin/messages?recipient=${encodeURIComponent(recipient)}`);
    const found = answer.is(200).data.messages.find((message) => message.kind === kind);
    if (!found) return undefined;
    return { link: found.text.match(/https?:\S+\/auth\/v1\/verify\S+/)[0], code: found.text.match(/\b\d{6}\b/)[0] };
  });

/** Somebody who signed up and is confirmed, by the routes of programs. */
export async function member(server, email, password) {
  (await server.api().post('/auth/v1/signup', { email, password })).is(200);
  const { code } = await newestMail(server, email, 'signup');
  (await server.api().post('/auth/v1/verify', { type: 'signup', email, token: code })).is(200);
  return { email, password };
}
