import { useMutation, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { useDraft } from '@/lib/stores/draft';
import { useKnownAssets } from '@/lib/stores/known-assets';
import { sessionQuery } from './session';

function forgetStored(): void {
  useDraft.persist.clearStorage();
  useKnownAssets.persist.clearStorage();
}

/** Ends the session and leaves nothing of this person in the browser. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => api.post('/api/auth/signout'),
    onSuccess: () => {
      forgetStored();
      window.location.assign('/');
    },
  });
}

/** The same where nothing is loaded anew: whoever comes next finds neither drafts nor answers of the one before. */
export async function signOutHere(cache: QueryClient): Promise<void> {
  await api.post('/api/auth/signout');
  useDraft.setState(useDraft.getInitialState(), true);
  useKnownAssets.setState(useKnownAssets.getInitialState(), true);
  forgetStored();
  cache.removeQueries({ type: 'inactive' });
  await cache.invalidateQueries({ queryKey: sessionQuery.queryKey });
}
