import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/lib/api/problem';
import type { Session } from '@/lib/api/types';
import { keepNewsOverAnswers } from '@/lib/live/answers';
import { sessionQuery } from '@/lib/queries/session';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiProblem;
  }
}

const retriesMax = 2;

/** Worth another try: no answer, or the server said it is briefly unable. A refusal stays a refusal. */
function passing(error: ApiProblem): boolean {
  return error.status === 0 || error.status === 502 || error.status === 503 || error.status === 504;
}

export function createQueryClient(): QueryClient {
  // The session ended elsewhere: the guard of the app sees it and asks to sign in. A sign-in that lacks its second
  // factor for one request still stands.
  const signedOut = (error: Error) => {
    if (error instanceof ApiProblem && error.status === 401 && error.code !== 'insufficient_aal') {
      client.setQueryData<Session>(sessionQuery.queryKey, (session) => session && { ...session, user: null });
    }
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: signedOut }),
    mutationCache: new MutationCache({ onError: signedOut }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < retriesMax && passing(error),
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
  keepNewsOverAnswers(client);
  return client;
}
