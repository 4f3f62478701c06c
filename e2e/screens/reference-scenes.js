const pattern = /^\/api\/openapi\.json$/;
const nothing = { openapi: '3.1.0', info: {}, tags: [], paths: {}, components: { schemas: {}, responses: {} } };

/**
 * @param {{ hang: Function, fail: Function, waiting: Function }} how the ways to intercept
 * @returns {import('./scenes.js').Scene[]}
 */
export function referenceScenes({ hang, fail, waiting }) {
  const scene = (state, path, act, arrange) => ({
    screen: 'reference',
    state,
    who: 'regular',
    path,
    act,
    ...(arrange ? { arrange } : {}),
  });
  return [
    scene('loading', '/reference', waiting, hang(pattern)),
    scene('error', '/reference', (page) => page.getByRole('alert').first().waitFor(), fail(pattern)),
    scene(
      'empty',
      '/reference',
      (page) => page.getByText('No route matches').waitFor(),
      // The document is no envelope: it is what it is.
      (page) =>
        page.route(
          (url) => pattern.test(url.pathname),
          (route) => route.fulfill({ json: nothing }),
        ),
    ),
    scene('list', '/reference', (page) => page.getByText('/api/generate').first().waitFor({ state: 'attached' })),
    scene('done', '/reference?op=get_api_projects', async (page) => {
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('region', { name: 'Answer' }).first().waitFor();
    }),
    scene('body', '/reference?op=post_api_generate', (page) => page.getByRole('textbox', { name: 'Body' }).waitFor()),
  ];
}
