import { alter, hang, path, waiting } from './arrange.js';

/** Buckets and files. */

/** `/storage/v1` has refusals of its own. */
const storageRefuses = (pattern) => (page) =>
  page.route(path(pattern), (route) =>
    route.fulfill({
      status: 500,
      json: {
        statusCode: '500',
        error: 'InternalError',
        message: 'The server could not do it.',
        code: 'InternalError',
      },
    }),
  );

const seeEverything = async (page, shown) => {
  await page.getByRole('combobox', { name: 'Seen as' }).click();
  await page.getByRole('option', { name: /service/ }).click();
  await shown();
};

const openOwnFiles = async (page) => {
  await page.getByRole('gridcell').getByRole('button', { name: 'My files', exact: true }).click();
  await page.getByRole('gridcell').getByRole('button', { name: 'notes.md', exact: true }).waitFor();
  await renditions(page, 1);
};

const openFile = (page, name) => page.getByRole('gridcell').getByRole('button', { name, exact: true }).click();

/** Small pictures come one by one. */
const renditions = (page, count) =>
  page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('[role="grid"] img')].filter((image) => image.naturalWidth > 0).length >= wanted,
    count,
  );

/** Four files on their way: one done, one whose name is taken, one too large, one that does not end. */
const uploadsInEveryState = async (page) => {
  await page.route(path(/^\/storage\/v1\/upload\/resumable/), async (route) => {
    const request = route.request();
    const length = Number(request.headers()['upload-length'] ?? 0);
    if (request.method() === 'POST' && length > 20_000_000) {
      await route.fulfill({ status: 413, body: 'Maximum size exceeded' });
    } else if (request.method() === 'PATCH' && request.url().endsWith('/slow')) {
      await new Promise(() => {});
    } else if (request.method() === 'POST' && length === 9_000_000) {
      await route.fulfill({
        status: 201,
        headers: { location: `${new URL(request.url()).origin}/storage/v1/upload/resumable/slow` },
      });
    } else {
      await route.continue();
    }
  });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      { name: 'storyboard.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(9_000_000, 7) },
      { name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Another one of this name') },
      { name: 'film, uncut.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(20_000_001, 1) },
      {
        name: `caption ${Math.random().toString(36).slice(2, 6)}.txt`,
        mimeType: 'text/plain',
        buffer: Buffer.from('The keeper of the light'),
      },
    ]);
  const list = page.getByRole('list', { name: 'Uploads' });
  await list.getByText('A file of this name is there already.').waitFor();
  await list.getByText(/larger than/).waitFor();
  await list.getByLabel('Done').waitFor();
};

/** @type {import('./scenes.js').Scene[]} */
export const storageScenes = [
  // Storage.
  {
    screen: 'storage',
    state: 'loading',
    who: 'regular',
    path: '/storage',
    arrange: hang(/^\/storage\/v1\/bucket$/),
    act: waiting,
  },
  {
    screen: 'storage',
    state: 'empty',
    who: 'newcomer',
    path: '/storage',
    arrange: (page) => page.route(path(/^\/storage\/v1\/bucket$/), (route) => route.fulfill({ json: [] })),
    act: (page) => page.getByRole('heading', { name: 'No bucket is open to you.' }).waitFor(),
  },
  {
    screen: 'storage',
    state: 'error',
    who: 'regular',
    path: '/storage',
    arrange: storageRefuses(/^\/storage\/v1\/bucket$/),
    act: (page) => page.getByText('The buckets could not be loaded').waitFor(),
  },
  {
    screen: 'storage',
    state: 'done',
    who: 'regular',
    path: '/storage',
    act: (page) => seeEverything(page, () => page.getByRole('link', { name: 'press-kit' }).waitFor()),
  },
  {
    screen: 'storage',
    state: 'create',
    who: 'regular',
    path: '/storage',
    act: async (page) => {
      await page.getByRole('button', { name: 'New bucket' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('postcards');
      await dialog.getByLabel('Largest file').fill('20 apples');
      await dialog.getByRole('button', { name: 'Create bucket' }).click();
      await dialog.getByText('Write a number and a unit').waitFor();
    },
  },
  {
    screen: 'storage',
    state: 'space',
    who: 'regular',
    path: '/storage',
    arrange: alter(/^\/api\/storage\/usage$/, (usage) => ({ ...usage, quota_bytes: Math.round(usage.bytes * 1.05) })),
    act: async (page) => {
      const owners = page.getByRole('table', { name: 'By owner' });
      await owners.getByText('regular@example.org').waitFor();
      await page.getByRole('button', { name: 'See what would go' }).click();
      await page.getByText(/^(Would remove|Nothing is old enough)/).waitFor();
      await page
        .getByRole('region', { name: 'Your space' })
        .evaluate((each) => each.scrollIntoView({ block: 'start' }));
    },
  },
  {
    screen: 'storage-rules',
    state: 'done',
    who: 'regular',
    path: '/storage',
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for user-uploads' }).click();
      await page.getByRole('menuitem', { name: 'Rules' }).click();
      await page
        .getByRole('dialog')
        .getByText(/^Whoever is signed in may upload/)
        .waitFor();
      await page.getByRole('dialog').getByText('As SQL').nth(1).click();
    },
  },
  {
    screen: 'bucket',
    state: 'loading',
    who: 'regular',
    path: '/storage/user-uploads',
    arrange: hang(/^\/storage\/v1\/object\/list-v2\//),
    act: waiting,
  },
  {
    screen: 'bucket',
    state: 'empty',
    who: 'newcomer',
    path: '/storage/user-uploads',
    act: (page) => page.getByRole('heading', { name: 'Nothing is in here.' }).waitFor(),
  },
  {
    screen: 'bucket',
    state: 'error',
    who: 'regular',
    path: '/storage/user-uploads',
    arrange: storageRefuses(/^\/storage\/v1\/object\/list-v2\//),
    act: (page) => page.getByText('The files could not be loaded').waitFor(),
  },
  {
    screen: 'bucket',
    state: 'missing',
    who: 'regular',
    path: '/storage/not-here',
    act: (page) => page.getByText('This bucket is not open to you.').waitFor(),
  },
  {
    screen: 'bucket',
    state: 'done',
    who: 'regular',
    path: '/storage/user-uploads',
    act: openOwnFiles,
  },
  {
    screen: 'bucket',
    state: 'tiles',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await page.getByRole('radio', { name: 'Tiles' }).click();
      await renditions(page, 2);
    },
  },
  {
    screen: 'bucket',
    state: 'selected',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await page
        .getByRole('gridcell')
        .getByRole('button', { name: 'heron.png' })
        .or(page.getByRole('gridcell').getByRole('button', { name: 'notes.md' }))
        .first()
        .focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Space');
      await page.getByText('2 selected').waitFor();
    },
  },
  {
    screen: 'bucket',
    state: 'uploads',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await uploadsInEveryState(page);
    },
  },
  {
    screen: 'bucket-link',
    state: 'done',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await page.getByRole('button', { name: 'Actions for notes.md' }).click();
      await page.getByRole('menuitem', { name: 'Copy link' }).click();
      await page
        .getByRole('dialog')
        .getByText(/token=/)
        .waitFor();
    },
  },
  {
    screen: 'file',
    state: 'loading',
    who: 'regular',
    path: '/storage/user-uploads',
    arrange: hang(/^\/storage\/v1\/object\/sign\//),
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'poppies.png');
      await waiting(page);
    },
  },
  {
    screen: 'file',
    state: 'error',
    who: 'regular',
    path: '/storage/user-uploads',
    arrange: storageRefuses(/^\/storage\/v1\/object\/sign\//),
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'poppies.png');
      await page.getByText('The preview could not be loaded').waitFor();
    },
  },
  {
    screen: 'file',
    state: 'done',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'poppies.png');
      const picture = page.getByRole('dialog').getByRole('img');
      await picture.waitFor();
      await page.waitForFunction((image) => image.naturalWidth > 0, await picture.elementHandle());
    },
  },
  {
    screen: 'file',
    state: 'source',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'easel.svg');
      await page.getByText('<svg').waitFor();
    },
  },
  {
    screen: 'file',
    state: 'sound',
    who: 'regular',
    path: '/storage/user-uploads',
    act: async (page) => {
      await openOwnFiles(page);
      await openFile(page, 'bell, first take.wav');
      await page.getByRole('dialog').locator('audio').waitFor();
    },
  },
  {
    screen: 'connection',
    state: 'done',
    who: 'regular',
    path: '/storage',
    act: async (page) => {
      await page.getByRole('button', { name: 'Connected' }).click();
      await page.getByText(/^Since \d/).waitFor();
    },
  },
  {
    screen: 'connection',
    state: 'reconnecting',
    who: 'regular',
    path: '/storage',
    arrange: (page) => page.route(path(/^\/api\/events$/), (route) => route.abort()),
    act: async (page) => {
      await page.getByRole('button', { name: /^Reconnecting/ }).click();
      await page.getByRole('button', { name: 'Try now' }).waitFor();
    },
  },
  {
    screen: 'lost',
    state: 'done',
    who: 'regular',
    path: '/nowhere',
    act: (page) => page.getByText('There is no page').waitFor(),
  },
];
