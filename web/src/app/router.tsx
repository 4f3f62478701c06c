import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  stringifySearchWith,
  type RouterHistory,
} from '@tanstack/react-router';
import { paths } from '@/config/paths';
import { arrivalOf, keepArrival } from '@/features/entry/lib/arrival';
import { keepInvitation } from '@/features/organisation/lib/invited';
import { sessionQuery } from '@/lib/queries/session';
import { Failure } from './failure';
import { NotFound } from './not-found';
import { Opening } from './opening';
import { Pending } from './pending';
import { AppRoute } from './routes/app-route';
import {
  ForgotRoute,
  FromMailRoute,
  FromProviderRoute,
  LandingRoute,
  SetupRoute,
  SignInRoute,
  SignUpRoute,
} from './routes/entry-routes';
import { StudioRoute } from './routes/studio-route';
import {
  accountSearch,
  adminSearch,
  appSearch,
  bucketSearch,
  compareSearch,
  fromProviderSearch,
  librarySearch,
  projectSearch,
  projectsSearch,
  referenceSearch,
  setupSearch,
  signInSearch,
  studioSearch,
} from './search';

interface Context {
  cache: QueryClient;
}

const rootRoute = createRootRouteWithContext<Context>()({
  // One request decides where a person may go; without it nothing can be shown.
  beforeLoad: async ({ context, location }) => {
    // The link of a message may lead to any address of the site; what it brings is a secret and leaves the address bar.
    const arrival = location.pathname === paths.fromProvider ? null : arrivalOf(location.hash);
    if (arrival) {
      keepArrival(arrival);
      throw redirect({ to: paths.fromMail, replace: true });
    }
    return { session: await context.cache.ensureQueryData(sessionQuery) };
  },
  pendingComponent: Opening,
});

const entry = createRoute({
  getParentRoute: () => rootRoute,
  id: 'entry',
  beforeLoad: ({ context }) => {
    if (context.session.user) throw redirect({ to: paths.studio, replace: true });
  },
});

const landingRoute = createRoute({ getParentRoute: () => entry, path: '/', component: LandingRoute });
const setupRoute = createRoute({
  getParentRoute: () => entry,
  path: paths.setup,
  validateSearch: setupSearch,
  component: SetupRoute,
});
const signInRoute = createRoute({
  getParentRoute: () => entry,
  path: paths.signIn,
  validateSearch: signInSearch,
  beforeLoad: ({ context }) => {
    if (context.session.setup_required) throw redirect({ to: paths.setup, replace: true });
  },
  component: SignInRoute,
});
const signUpRoute = createRoute({ getParentRoute: () => entry, path: paths.signUp, component: SignUpRoute });
const forgotRoute = createRoute({ getParentRoute: () => entry, path: paths.forgot, component: ForgotRoute });
// Outside of the entrance: whoever is signed in follows links too.
const fromMailRoute = createRoute({ getParentRoute: () => rootRoute, path: paths.fromMail, component: FromMailRoute });

// Linking comes back here too, while somebody is signed in.
const fromProviderRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.fromProvider,
  validateSearch: fromProviderSearch,
  component: FromProviderRoute,
});

const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  validateSearch: appSearch,
  beforeLoad: ({ context, location }) => {
    if (context.session.user) return;
    if (context.session.setup_required) throw redirect({ to: paths.setup, replace: true });
    throw redirect({ to: paths.signIn, search: { next: location.href }, replace: true });
  },
  component: AppRoute,
});

const studioRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.studio,
  validateSearch: studioSearch,
  component: StudioRoute,
});

const compareRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.compare,
  validateSearch: compareSearch,
  component: lazyRouteComponent(() => import('./routes/compare-route'), 'CompareRoute'),
});

const libraryRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.library,
  validateSearch: librarySearch,
  component: lazyRouteComponent(() => import('./routes/library-route'), 'LibraryRoute'),
});
const projectsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.projects,
  validateSearch: projectsSearch,
  component: lazyRouteComponent(() => import('./routes/project-routes'), 'ProjectsRoute'),
});
const projectRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.project,
  validateSearch: projectSearch,
  component: lazyRouteComponent(() => import('./routes/project-routes'), 'ProjectRoute'),
});
const queueRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.queue,
  component: lazyRouteComponent(() => import('@/features/queue/components/queue-page'), 'QueuePage'),
});
const organisationsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.organisations,
  component: lazyRouteComponent(
    () => import('@/features/organisation/components/organisations-page'),
    'OrganisationsPage',
  ),
});
const organisationRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.organisation,
  component: lazyRouteComponent(() => import('./routes/organisation-routes'), 'OrganisationRoute'),
});
// Whoever is asked in may be signed in or not.
const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.join,
  beforeLoad: ({ location }) => {
    if (!location.hash) return;
    keepInvitation(location.hash);
    throw redirect({ to: paths.join, replace: true });
  },
  component: lazyRouteComponent(() => import('./routes/organisation-routes'), 'JoinRoute'),
});
const storageRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.storage,
  component: lazyRouteComponent(() => import('./routes/storage-routes'), 'StorageRoute'),
});
const bucketRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.bucket,
  validateSearch: bucketSearch,
  component: lazyRouteComponent(() => import('./routes/storage-routes'), 'BucketRoute'),
});
const usageRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.usage,
  component: lazyRouteComponent(() => import('@/features/usage/components/usage-page'), 'UsagePage'),
});
const keysRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.keys,
  component: lazyRouteComponent(() => import('@/features/keys/components/keys-page'), 'KeysPage'),
});
const referenceRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.reference,
  validateSearch: referenceSearch,
  component: lazyRouteComponent(() => import('./routes/reference-route'), 'ReferenceRoute'),
});
const preferencesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.preferences,
  component: lazyRouteComponent(() => import('@/features/preferences/components/preferences-page'), 'PreferencesPage'),
});
const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.account,
  validateSearch: accountSearch,
  component: lazyRouteComponent(() => import('./routes/account-route'), 'AccountRoute'),
});
const adminRoute = createRoute({
  getParentRoute: () => appRoute,
  path: paths.admin,
  validateSearch: adminSearch,
  component: lazyRouteComponent(() => import('./routes/admin-route'), 'AdminRoute'),
});

/** Addresses people know from elsewhere. */
const moved = [
  ['/login', paths.signIn],
  ['/signup', paths.signUp],
  ['/analytics', paths.usage],
  ['/settings', paths.keys],
  ['/gallery', paths.library],
] as const;
const movedRoutes = moved.map(([path, to]) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    beforeLoad: () => {
      throw redirect({ to, replace: true });
    },
  }),
);

const routeTree = rootRoute.addChildren([
  entry.addChildren([landingRoute, setupRoute, signInRoute, signUpRoute, forgotRoute]),
  fromMailRoute,
  fromProviderRoute,
  joinRoute,
  appRoute.addChildren([
    studioRoute,
    compareRoute,
    libraryRoute,
    projectsRoute,
    projectRoute,
    queueRoute,
    organisationsRoute,
    organisationRoute,
    storageRoute,
    bucketRoute,
    usageRoute,
    keysRoute,
    referenceRoute,
    preferencesRoute,
    accountRoute,
    adminRoute,
  ]),
  ...movedRoutes,
]);

export function createAppRouter(cache: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    // Addresses carry words: a set-up code of digits must stay the code it is.
    parseSearch: parseSearchWith((value) => (value === 'true' ? true : value)),
    stringifySearch: stringifySearchWith(String),
    context: { cache },
    defaultPreload: false,
    defaultPendingComponent: Pending,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultErrorComponent: Failure,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    ...(history ? { history } : {}),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
