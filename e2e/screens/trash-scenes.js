import { all, authAnswer, authRefusal, doors, fail, hang, path, waiting } from './arrange.js';

/** The trash of the storage page, and the telephone of the account page. */

const trash = /^\/api\/(admin\/)?storage\/trash$/;

const removed = [
  ['covers/2026/black-pines.png', 'press-kit', 4_812_331],
  [
    '0192aaaa-0000-7000-8000-000000000001/images/a very long name of a picture that was made in the autumn.png',
    'generated-images',
    2_004_118,
  ],
  ['0192aaaa-0000-7000-8000-000000000001/notes.md', 'user-uploads', 512],
].map(([name, bucket_id, size_bytes], index) => ({
  id: `0192cccc-0000-7000-8000-00000000000${index}`,
  bucket_id,
  name,
  size_bytes,
  mime_type: null,
  removed_at: new Date(Date.now() - (index + 1) * 3_600_000).toISOString(),
  expires_at: new Date(Date.now() + (7 - index) * 86_400_000).toISOString(),
}));

const holds = (objects) => (page) =>
  page.route(path(trash), (route) =>
    route.fulfill({ json: { success: true, data: { objects, next: null }, error: null, message: null } }),
  );

const section = (page) => page.getByRole('region', { name: 'Trash' });

const seen = async (page, inside) => {
  await inside(section(page)).waitFor();
  await section(page).evaluate((each) => each.scrollIntoView({ block: 'start' }));
};

const telephone = (page) => page.getByRole('region', { name: 'Telephone' });

const person = {
  email: 'regular@example.org',
  app_metadata: { role: 'admin' },
  user_metadata: { name: 'Regular' },
  identities: [],
};

const numbered = async (page, inside) => {
  await inside(telephone(page)).waitFor();
  await telephone(page).evaluate((each) => each.scrollIntoView({ block: 'start' }));
};

/** @type {import('./scenes.js').Scene[]} */
export const trashScenes = [
  {
    screen: 'trash',
    state: 'loading',
    who: 'regular',
    path: '/storage',
    arrange: hang(trash),
    act: waiting,
  },
  {
    screen: 'trash',
    state: 'empty',
    who: 'newcomer',
    path: '/storage',
    act: (page) => seen(page, (part) => part.getByText('Nothing is in the trash.')),
  },
  {
    screen: 'trash',
    state: 'error',
    who: 'regular',
    path: '/storage',
    arrange: fail(trash),
    act: (page) => seen(page, (part) => part.getByText('The trash could not be loaded')),
  },
  {
    screen: 'trash',
    state: 'done',
    who: 'regular',
    path: '/storage',
    arrange: holds(removed),
    act: (page) => seen(page, (part) => part.getByRole('button', { name: 'Restore notes.md' })),
  },
  {
    screen: 'trash',
    state: 'sure',
    who: 'regular',
    path: '/storage',
    arrange: holds(removed),
    act: async (page) => {
      await section(page).getByRole('button', { name: 'Delete black-pines.png for good' }).click();
      await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByText('This cannot be undone.').waitFor();
    },
  },
  {
    screen: 'telephone',
    state: 'empty',
    who: 'regular',
    path: '/account',
    arrange: doors({ phone: true }),
    act: (page) => numbered(page, (part) => part.getByText(/No number is kept yet/)),
  },
  {
    screen: 'telephone',
    state: 'fault',
    who: 'regular',
    path: '/account',
    arrange: doors({ phone: true }),
    act: async (page) => {
      await telephone(page).getByLabel('Number').fill('079 12');
      await telephone(page).getByRole('button', { name: 'Add number' }).click();
      await numbered(page, (part) => part.getByText(/with its country/).first());
    },
  },
  {
    screen: 'telephone',
    state: 'waiting',
    who: 'regular',
    path: '/account',
    arrange: all(doors({ phone: true }), authAnswer(/^\/auth\/v1\/user$/, { ...person, new_phone: '41791234567' })),
    act: (page) => numbered(page, (part) => part.getByLabel('Code from the text message')),
  },
  {
    screen: 'telephone',
    state: 'error',
    who: 'regular',
    path: '/account',
    arrange: all(
      doors({ phone: true }),
      authAnswer(/^\/auth\/v1\/user$/, { ...person, new_phone: '41791234567' }),
      authRefusal(/^\/auth\/v1\/verify$/, 403, 'otp_expired'),
    ),
    act: async (page) => {
      await telephone(page).getByLabel('Code from the text message').fill('000000');
      await telephone(page).getByRole('button', { name: 'Confirm number' }).click();
      await numbered(page, (part) => part.getByRole('alert'));
    },
  },
  {
    screen: 'telephone',
    state: 'done',
    who: 'regular',
    path: '/account',
    arrange: all(doors({ phone: true }), authAnswer(/^\/auth\/v1\/user$/, { ...person, phone: '41791234567' })),
    act: (page) => numbered(page, (part) => part.getByText('+41791234567')),
  },
];
