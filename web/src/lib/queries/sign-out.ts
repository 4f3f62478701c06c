import { useMutation } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { useDraft } from '@/lib/stores/draft';

/** Ends the session and leaves nothing of this person in the browser. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => api.post('/api/auth/signout'),
    onSuccess: () => {
      useDraft.persist.clearStorage();
      window.location.assign('/');
    },
  });
}
