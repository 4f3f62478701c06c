import { dataCalls, fail, hang, waiting } from './arrange.js';

/** The gallery with its viewer, projects, keys and usage. */

const firstTile = (page) => page.getByRole('gridcell').first();

/** @type {import('./scenes.js').Scene[]} */
export const libraryScenes = [
  // Gallery with viewer.
  { screen: 'gallery', state: 'loading', who: 'regular', path: '/library', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'gallery',
    state: 'empty',
    who: 'newcomer',
    path: '/library',
    act: (page) => page.getByText('The walls are bare.').waitFor(),
  },
  {
    screen: 'gallery',
    state: 'error',
    who: 'regular',
    path: '/library',
    arrange: fail(/^\/api\/generations$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  { screen: 'gallery', state: 'done', who: 'regular', path: '/library', act: (page) => firstTile(page).waitFor() },
  {
    screen: 'gallery',
    state: 'selection',
    who: 'regular',
    path: '/library',
    act: async (page) => {
      const boxes = page.getByRole('gridcell').getByRole('checkbox');
      await firstTile(page).waitFor();
      await boxes.nth(0).click();
      await boxes.nth(2).click();
      await page.getByText('2 selected').waitFor();
    },
  },
  {
    screen: 'gallery',
    state: 'viewer',
    who: 'regular',
    path: '/library',
    act: async (page) => {
      const pictures = page.getByRole('gridcell').filter({ has: page.getByRole('img') });
      await pictures.first().getByRole('button').first().click();
      await page.getByRole('dialog').getByRole('img').first().waitFor();
    },
  },
  {
    screen: 'gallery',
    state: 'nothing-found',
    who: 'regular',
    path: '/library?q=nobody-ever-wrote-this',
    act: (page) => page.getByText('Nothing matches.').waitFor(),
  },
  {
    screen: 'gallery',
    state: 'trash',
    who: 'newcomer',
    path: '/library?trash=true',
    act: (page) => page.getByText('The trash is empty.').waitFor(),
  },
  // Projects.
  { screen: 'projects', state: 'loading', who: 'regular', path: '/projects', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'projects',
    state: 'empty',
    who: 'newcomer',
    path: '/projects',
    act: (page) => page.getByText('No project yet.').waitFor(),
  },
  {
    screen: 'projects',
    state: 'error',
    who: 'regular',
    path: '/projects',
    arrange: fail(/^\/api\/projects$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'projects',
    state: 'done',
    who: 'regular',
    path: '/projects',
    act: (page) => page.getByRole('article').first().waitFor(),
  },
  {
    screen: 'projects',
    state: 'new',
    who: 'regular',
    path: '/projects?create=true',
    act: async (page) => {
      const dialog = page.getByRole('dialog', { name: 'New project' });
      await dialog.getByRole('radio', { name: 'Up to an amount' }).click();
      await dialog.getByLabel('Amount in dollars').waitFor();
    },
  },
  {
    screen: 'projects',
    state: 'one',
    who: 'regular',
    path: '/projects',
    act: async (page) => {
      await page.getByRole('link', { name: 'Lighthouse keepers' }).last().click();
      await page.getByRole('tab', { name: 'Assets' }).waitFor();
      await firstTile(page).waitFor();
    },
  },
  // Keys.
  { screen: 'keys', state: 'loading', who: 'regular', path: '/settings/keys', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'keys',
    state: 'empty',
    who: 'newcomer',
    path: '/settings/keys',
    act: async (page) => {
      await page.getByText('No key yet.').waitFor();
      await page.getByText('No program has access yet.').waitFor();
    },
  },
  {
    screen: 'keys',
    state: 'error',
    who: 'regular',
    path: '/settings/keys',
    arrange: fail(/^\/api\/(api-keys|access-keys|providers)$/),
    act: (page) => page.getByRole('alert').nth(1).waitFor(),
  },
  {
    screen: 'keys',
    state: 'done',
    who: 'regular',
    path: '/settings/keys',
    act: async (page) => {
      await page.getByRole('listitem').first().waitFor();
      await page.getByRole('table', { name: 'Access keys' }).waitFor();
    },
  },
  {
    screen: 'keys',
    state: 'add',
    who: 'regular',
    path: '/settings/keys',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a key' }).click();
      await page.getByLabel('Key', { exact: true }).fill('sk-proj-0123456789');
      await page.getByText('This looks like a key of OpenAI').waitFor();
    },
  },
  // Usage.
  { screen: 'usage', state: 'loading', who: 'regular', path: '/usage', arrange: hang(dataCalls), act: waiting },
  {
    screen: 'usage',
    state: 'empty',
    who: 'newcomer',
    path: '/usage',
    act: (page) => page.getByText('In this time', { exact: true }).waitFor(),
  },
  {
    screen: 'usage',
    state: 'error',
    who: 'regular',
    path: '/usage',
    arrange: fail(/^\/api\/(usage|credits\/statement)$/),
    act: (page) => page.getByRole('alert').first().waitFor(),
  },
  {
    screen: 'usage',
    state: 'done',
    who: 'regular',
    path: '/usage',
    act: (page) => page.getByText('By model').first().waitFor(),
  },
];
