/** Every address of the app in one place. */
export const paths = {
  landing: '/',
  setup: '/setup',
  signIn: '/sign-in',
  signUp: '/sign-up',
  forgot: '/forgot-password',
  fromMail: '/from-mail',
  studio: '/studio',
  library: '/library',
  queue: '/queue',
  projects: '/projects',
  project: '/projects/$projectId',
  usage: '/usage',
  keys: '/settings/keys',
  preferences: '/settings/preferences',
  account: '/account',
  admin: '/admin',
} as const;
