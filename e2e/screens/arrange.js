/** How a scene is arranged: what the server is made to answer, and what several pages need. */

export const broken = (request) => ({
  type: 'about:blank',
  title: 'Internal error',
  status: 500,
  detail: 'This is our fault and has been logged; report it with the request id.',
  instance: new URL(request.url()).pathname,
  code: 'http.internal',
  request_id: '019c2f4e-7a10-7c31-9d52-5b1f0c9a77e1',
  errors: [],
  success: false,
  error: 'This is our fault and has been logged; report it with the request id.',
  message: 'Internal error',
});

/** Not a 503: that is asked again, twice and seconds apart, before a page shows it. */
export const problem = (request) => ({
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify(broken(request)),
});

export const path = (pattern) => (url) => pattern.test(url.pathname);

/** Never answers. */
export const hang = (pattern) => (page) => page.route(path(pattern), () => {});

/** Answers that the server failed. */
export const fail = (pattern) => (page) =>
  page.route(path(pattern), (route) => route.fulfill(problem(route.request())));

/** Lets the server answer and changes the content of the envelope. */
export const alter = (pattern, change) => (page) =>
  page.route(path(pattern), async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    await route.fulfill({ response, json: { ...body, data: change(body.data) } });
  });

export const all =
  (...arrangements) =>
  async (page) => {
    for (const arrange of arrangements) await arrange(page);
  };

/** What the settings open: other issuers, linking, a challenge. */
export const doors = (more) =>
  alter(/^\/api\/session$/, (session) => ({ ...session, doors: { ...session.doors, ...more } }));

export const issuers = [
  { name: 'google', label: 'Google' },
  { name: 'github', label: 'GitHub' },
  { name: 'club', label: 'The club' },
];

/** More in the list than a fresh server offers: an end, old names, favourites. */
export const models = alter(/^\/api\/models$/, ({ models }) => ({
  models: models.map((model) => ({
    ...model,
    favourite: model.id === 'demo/demo-image',
    ...(model.id === 'openai/gpt-image-2.6-sunburst'
      ? { retires_at: '2027-03-01', aliases: ['dall-e-3', 'gpt-image-1'] }
      : {}),
  })),
}));

export const left = (page) =>
  page.addInitScript(() =>
    sessionStorage.setItem('atelier.leaving', JSON.stringify({ provider: 'club', verifier: 'v', purpose: 'enter' })),
  );

/** The newest picture as it was on its way, or as it failed. */
export const firstAs = (more) => {
  const turned = (generation) => ({ ...generation, result: null, completed_at: null, cost_micros: null, ...more });
  let turnedId;
  return async (page) => {
    await alter(/^\/api\/generations$/, (data) => ({
      ...data,
      generations: data.generations.map((generation, index) => {
        if (index === 0) turnedId = generation.id;
        return index === 0 ? turned(generation) : generation;
      }),
    }))(page);
    await alter(/^\/api\/generations\/[0-9a-f-]{36}$/, (generation) =>
      generation.id === turnedId ? turned(generation) : generation,
    )(page);
  };
};

export const running = firstAs({
  status: 'running',
  phase: 'waiting',
  progress: 0.4,
  started_at: new Date().toISOString(),
});

export const failed = firstAs({
  status: 'failed',
  phase: null,
  error_code: 'provider.broken',
  error_message: 'The provider failed.',
  error: {
    code: 'provider.broken',
    title: 'The provider failed',
    detail: 'It answered with an error after the request was sent.',
    whose: 'provider',
    charged: false,
    action: 'Try again in a moment, or choose another model.',
    provider_message: 'The server had an error while processing your request. Sorry about that!',
    provider_request_id: 'req_4f1c9b20aa7d',
  },
});

/** Skeletons stand where the data will be. */
export const waiting = (page) =>
  page
    .getByRole('status', { name: /^Loading/ })
    .first()
    .waitFor();

/** Answers of `/auth/v1`, which has no envelope. */
export const authAnswer = (pattern, body) => (page) =>
  page.route(path(pattern), (route) => route.fulfill({ json: body }));

export const authRefusal = (pattern, status, code) => (page) =>
  page.route(path(pattern), (route) => route.fulfill({ status, json: { code, message: code } }));

export const dataCalls =
  /^\/api\/(models|providers|generations|estimate-cost|projects|api-keys|access-keys|usage|credits\/.*)$/;
