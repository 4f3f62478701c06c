import { useMutation } from '@tanstack/react-query';
import { auth } from '@/lib/api/auth';
import type { Leaving } from '@/lib/leaving';
import { enterByToken, useLetIn } from './enter';

/** Takes the code another issuer's browser brought back: for a token, then for the cookie. */
export function useArriveFromProvider() {
  const letIn = useLetIn();
  return useMutation({
    mutationFn: async ({ code, leaving }: { code: string; leaving: Leaving }) => {
      const { access_token: token } = await auth.post<{ access_token: string }>(
        '/token',
        { auth_code: code, code_verifier: leaving.verifier },
        { query: { grant_type: 'pkce' } },
      );
      return enterByToken(token);
    },
    onSuccess: letIn,
  });
}
