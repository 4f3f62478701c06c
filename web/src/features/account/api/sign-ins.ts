import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { auth } from '@/lib/api/auth';
import { api } from '@/lib/api/client';

/** One place somebody is signed in at. */
export interface SignIn {
  id: string;
  current: boolean;
  created_at: string;
  last_used_at: string;
  user_agent: string | null;
  ip: string | null;
  aal: 'aal1' | 'aal2';
  methods: string[];
}

export const signInsQuery = queryOptions({
  queryKey: ['sign-ins'],
  queryFn: ({ signal }) => api.get<{ sessions: SignIn[] }>('/api/account/sessions', { signal }),
  select: ({ sessions }) => sessions,
});

export function useEndSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/account/sessions/${id}`),
    onSettled: () => cache.invalidateQueries({ queryKey: signInsQuery.queryKey }),
  });
}

export function useSignOutOthers() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => auth.post('/logout', undefined, { query: { scope: 'others' } }),
    onSettled: () => cache.invalidateQueries({ queryKey: signInsQuery.queryKey }),
  });
}
