import { alter, dataCalls, fail, failed, hang, models, path, running, waiting } from './arrange.js';

/** The studio and what it makes. */

/** A model that takes everything a form can ask for. */
const parameters = alter(/^\/api\/models$/, ({ models }) => ({
  models: models.map((model) =>
    model.id !== 'demo/demo-image'
      ? model
      : {
          ...model,
          parameters: {
            type: 'object',
            required: ['mask'],
            properties: {
              mask: { type: 'string', title: 'Mask', 'x-asset': 'image', description: 'What may change.' },
              strength: { type: 'number', title: 'Strength', minimum: 0, maximum: 1, default: 0.6 },
              tile: { type: 'boolean', title: 'Seamless', default: true },
              languages: {
                type: 'array',
                title: 'Languages',
                items: { type: 'string', enum: ['de', 'en', 'fr', 'it'] },
              },
              keywords: { type: 'array', title: 'Keywords', maxItems: 5, items: { type: 'string' } },
              avoid: { type: 'string', title: 'Avoid', maxLength: 1000, description: 'What must not be seen.' },
            },
          },
        },
  ),
}));

/** Runs that never end, one of which is refused; models that can all be used. */
const comparing = async (page) => {
  await alter(/^\/api\/models$/, ({ models }) => ({
    models: models.map((model) => ({
      ...model,
      available: true,
      unavailable_code: null,
      unavailable_reason: null,
      key_source: model.key_source ?? 'own',
    })),
  }))(page);
  const rows = new Map();
  await page.route(path(/^\/api\/generate$/), (route) => {
    const request = route.request().postDataJSON();
    if (request.model === 'gpt-image-2') {
      return route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        json: {
          title: 'The budget is used up',
          status: 409,
          detail: 'Lighthouse keepers has $0.020 left. Raise its budget or choose another project.',
          code: 'budget.exceeded',
          errors: [],
        },
      });
    }
    const id = `0192bbbb-0000-7000-8000-00000000000${rows.size}`;
    const row = {
      ...request,
      id,
      status: 'running',
      phase: 'waiting',
      progress: 0.2 + rows.size * 0.3,
      estimate_micros: 40_000,
      created_at: new Date().toISOString(),
      updated_at: new Date().toISOString(),
    };
    rows.set(id, row);
    return route.fulfill({ status: 202, json: { success: true, data: row } });
  });
  await page.route(path(/^\/api\/generations\/0192bbbb/), (route) =>
    route.fulfill({
      json: { success: true, data: rows.get(new URL(route.request().url()).pathname.split('/').at(-1)) },
    }),
  );
  await page.route(path(/^\/api\/estimate-cost$/), (route) =>
    route.fulfill({
      json: {
        success: true,
        data: {
          estimate_micros: 40_000,
          estimate: true,
          currency: 'USD',
          lines: [],
          key_source: 'own',
          project: null,
          credits: null,
        },
      },
    }),
  );
};

async function pictureOnStage(page) {
  const picture = page.getByRole('region', { name: 'Stage' }).getByRole('img').first();
  await picture.waitFor();
  await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await picture.elementHandle());
}

/** Puts the newest result of a type on the stage. */
async function showOnStage(page, kind, shown) {
  const { generations } = await page.evaluate(
    async (wanted) => (await (await fetch(`/api/generations?type=${wanted}&status=completed&limit=1`)).json()).data,
    kind,
  );
  await page.goto(`/studio?g=${generations[0].id}`);
  await shown();
}

/** @type {import('./scenes.js').Scene[]} */
export const studioScenes = [
  // Studio.
  { screen: 'studio', state: 'loading', who: 'regular', path: '/studio', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'studio',
    state: 'empty',
    who: 'newcomer',
    path: '/studio',
    act: (page) => page.getByText('The easel is empty.').waitFor(),
  },
  {
    screen: 'studio',
    state: 'error',
    who: 'regular',
    path: '/studio',
    arrange: fail(/^\/api\/(models|generations)$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  { screen: 'studio', state: 'done', who: 'regular', path: '/studio', act: pictureOnStage },
  {
    screen: 'studio',
    state: 'running',
    who: 'regular',
    path: '/studio',
    arrange: running,
    act: (page) => page.getByLabel('Phases').waitFor(),
  },
  {
    screen: 'studio',
    state: 'failed',
    who: 'regular',
    path: '/studio',
    arrange: failed,
    act: (page) => page.getByText('You were not charged.').first().waitFor(),
  },
  {
    screen: 'studio',
    state: 'text',
    who: 'regular',
    path: '/studio',
    act: (page) =>
      showOnStage(page, 'text', () => page.getByRole('article', { name: 'Text' }).locator('.prose').waitFor()),
  },
  {
    screen: 'studio',
    state: 'sound',
    who: 'regular',
    path: '/studio',
    act: (page) => showOnStage(page, 'audio', () => page.getByRole('button', { name: 'Play' }).waitFor()),
  },
  {
    screen: 'studio',
    state: 'models',
    who: 'regular',
    path: '/studio',
    act: async (page, narrow) => {
      if (narrow) await page.getByRole('button', { name: /Settings/ }).click();
      await page.getByRole('button', { name: /^Model: / }).click();
      await page.getByPlaceholder(/^Search \d+ models/).waitFor();
    },
  },
  {
    screen: 'studio',
    state: 'models-narrowed',
    who: 'regular',
    path: '/studio',
    arrange: models,
    act: async (page, narrow) => {
      if (narrow) await page.getByRole('button', { name: /Settings/ }).click();
      await page.getByRole('button', { name: /^Model: / }).click();
      await page.getByPlaceholder(/^Search \d+ models/).fill('dall-e');
      await page.getByRole('option', { name: /GPT Image 2\.6 Sunburst/ }).waitFor();
    },
  },
  {
    screen: 'studio',
    state: 'parameters',
    who: 'regular',
    path: '/studio',
    arrange: parameters,
    act: async (page, narrow) => {
      if (narrow) await page.getByRole('button', { name: /Settings/ }).click();
      const last = page.getByRole('group', { name: 'Keywords' });
      await last.waitFor();
      await page.getByRole('button', { name: 'Add: Keywords' }).click();
      await page.getByRole('textbox', { name: 'Keywords 1' }).fill('mist');
      await page.getByRole('button', { name: 'Fr', exact: true }).click();
    },
  },
  {
    screen: 'files',
    state: 'done',
    who: 'regular',
    path: '/studio',
    arrange: parameters,
    act: async (page, narrow) => {
      if (narrow) await page.getByRole('button', { name: /Settings/ }).click();
      await page.getByRole('group', { name: 'Mask' }).getByRole('button', { name: 'From the library' }).click();
      await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    },
  },
  { screen: 'compare', state: 'loading', who: 'regular', path: '/compare', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'compare',
    state: 'empty',
    who: 'newcomer',
    path: '/compare',
    act: (page) => page.getByText('Nothing to compare yet.').waitFor(),
  },
  {
    screen: 'compare',
    state: 'error',
    who: 'regular',
    path: '/compare?models=demo/demo-image,demo/demo-text',
    arrange: fail(/^\/api\/models$/),
    act: (page) => page.getByText('The models could not be loaded').waitFor(),
  },
  {
    screen: 'compare',
    state: 'done',
    who: 'regular',
    path: '/compare?models=demo/demo-image,demo/demo-text,demo/demo-audio',
    act: async (page) => {
      await page.getByRole('button', { name: /^Run 3 models/ }).click();
      await page.getByRole('button', { name: 'Pick as the winner' }).nth(2).waitFor({ state: 'attached' });
      await page
        .getByRole('article', { name: 'Demo picture' })
        .getByRole('button', { name: 'Pick as the winner' })
        .click();
      await page.getByText('Winner', { exact: true }).waitFor();
    },
  },
  {
    screen: 'compare',
    state: 'running',
    who: 'regular',
    path: '/compare?models=demo/demo-image,openai/gpt-image-2,openai/gpt-image-2.6-sunburst,openai/gpt-image-2.5-flare',
    arrange: comparing,
    act: async (page) => {
      await page.getByRole('button', { name: /^Run 4 models/ }).click();
      await page.getByText('The budget is used up').waitFor({ state: 'attached' });
      await page.getByRole('progressbar').first().waitFor({ state: 'attached' });
    },
  },
  {
    screen: 'studio',
    state: 'api-call',
    who: 'regular',
    path: '/studio',
    act: async (page) => {
      await showOnStage(page, 'image', () => pictureOnStage(page));
      await page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: 'Show API call' }).click();
      await page.getByLabel('curl code').waitFor();
    },
  },
  {
    screen: 'studio',
    state: 'shortcuts',
    who: 'regular',
    path: '/studio',
    act: async (page) => {
      await showOnStage(page, 'image', () => pictureOnStage(page));
      await page.keyboard.press('Control+/');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    screen: 'studio',
    state: 'palette',
    who: 'regular',
    path: '/studio',
    act: async (page) => {
      await showOnStage(page, 'image', () => pictureOnStage(page));
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Go to, do, or find a prompt').waitFor();
    },
  },
];
