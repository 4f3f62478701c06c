import { once } from 'node:events';
import Provider from 'oidc-provider';

/**
 * A real issuer of OpenID Connect on this machine, with people who are who their login says. A browser is played by
 * `walk`: it follows redirects, keeps cookies and fills in the forms of the issuer.
 */
export class Issuer {
  #server;

  static async start(callback) {
    const issuer = new Issuer();
    // The address is in the issuer's name, so the port is taken first.
    const { createServer } = await import('node:http');
    issuer.#server = createServer((request, response) => issuer.handle(request, response)).listen(0, '127.0.0.1');
    await once(issuer.#server, 'listening');
    issuer.url = `http://127.0.0.1:${issuer.#server.address().port}`;
    issuer.people = new Map();
    const provider = new Provider(issuer.url, {
      clients: [
        {
          client_id: 'atelier',
          client_secret: 'a secret, with signs: %&',
          redirect_uris: [callback],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
      ],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'picture'] },
      cookies: { keys: ['a key of the tests'] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...issuer.people.get(id) }) }),
    });
    issuer.handle = provider.callback();
    return issuer;
  }

  get hostPort() {
    return new URL(this.url).host;
  }

  /** Somebody who can sign in here. */
  person(login, email, verified = true) {
    this.people.set(login, { email, email_verified: verified, name: `Person ${login}` });
    return login;
  }

  /**
   * Signs in as `login`, from the address the server sends the browser to until it is sent to another host.
   * @returns {Promise<string>} that other address
   */
  async walk(from, login) {
    const jar = new Map();
    let request = { url: from };
    for (let step = 0; step < 20; step++) {
      if (new URL(request.url).host !== this.hostPort) return request.url;
      const response = await fetch(request.url, {
        method: request.form ? 'POST' : 'GET',
        body: request.form && new URLSearchParams(request.form),
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        redirect: 'manual',
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [name, ...value] = cookie.split(';')[0].split('=');
        jar.set(name, value.join('='));
      }
      const location = response.headers.get('location');
      if (location) {
        request = { url: new URL(location, request.url).href };
        continue;
      }
      const page = await response.text();
      const action = /action="([^"]+)"/.exec(page)?.[1];
      if (!action) throw new Error(`the issuer shows no form: ${response.status} ${page.slice(0, 400)}`);
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1];
      request = {
        url: new URL(action, request.url).href,
        form: prompt === 'login' ? { prompt, login, password: 'any' } : { prompt },
      };
    }
    throw new Error('the issuer sends the browser round and round');
  }

  async close() {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
