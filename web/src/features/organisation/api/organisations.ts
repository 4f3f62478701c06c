import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Organisation, Project, Role } from '@/lib/api/types';

export interface Member {
  user_id: string;
  email: string | null;
  name: string | null;
  avatar_url: string | null;
  role: Role;
  joined_at: string;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  invited_by: string | null;
  sent_at: string;
  expires_at: string;
}

export interface Preview {
  organisation: string;
  role: Role;
  email: string;
  invited_by: string | null;
  expires_at: string;
  account: boolean;
}

const base = '/api/organisations';

export const organisationQuery = (id: string) =>
  queryOptions({
    queryKey: ['organisations', id],
    queryFn: ({ signal }) => api.get<Organisation>(`${base}/${id}`, { signal }),
  });

export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: ['organisations', id, 'members'],
    queryFn: ({ signal }) =>
      api.get<{ members: Member[] }>(`${base}/${id}/members`, { signal }).then((data) => data.members),
  });

export const invitationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['organisations', id, 'invitations'],
    queryFn: ({ signal }) =>
      api.get<{ invitations: Invitation[] }>(`${base}/${id}/invitations`, { signal }).then((data) => data.invitations),
  });

/** The token stays out of the address: it is a secret. */
export const previewQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: () => api.post<Preview>(`${base}/invitations/preview`, { token }),
    retry: false,
  });

/** Runs a change and looks again at everything of organisations. */
function useChange<T, R>(change: (value: T) => Promise<R>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => cache.invalidateQueries({ queryKey: ['organisations'] }),
  });
}

export const useCreate = () => useChange((name: string) => api.post<Organisation>(base, { name }));

export const useRename = (id: string) => useChange((name: string) => api.put<Organisation>(`${base}/${id}`, { name }));

export const useChangeRole = (id: string) =>
  useChange(({ user, role }: { user: string; role: Role }) => api.put(`${base}/${id}/members/${user}`, { role }));

export const useRemoveMember = (id: string) => useChange((user: string) => api.delete(`${base}/${id}/members/${user}`));

export const useInvite = (id: string) =>
  useChange((invitation: { email: string; role: Role }) =>
    api.post<Invitation>(`${base}/${id}/invitations`, invitation),
  );

export const useResend = (id: string) =>
  useChange((invitation: string) => api.post<Invitation>(`${base}/${id}/invitations/${invitation}/resend`));

export const useWithdraw = (id: string) =>
  useChange((invitation: string) => api.delete(`${base}/${id}/invitations/${invitation}`));

export const useAccept = () =>
  useChange((token: string) => api.post<Organisation>(`${base}/invitations/accept`, { token }));

/** Leaving and deleting: nothing of it may be asked for again. */
export function useGo(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (path: string) => api.delete(path),
    onSuccess: () => {
      cache.removeQueries({ queryKey: ['organisations', id] });
      void cache.invalidateQueries({ queryKey: ['organisations'], exact: true });
      void cache.invalidateQueries({ queryKey: ['projects'] });
    },
  });
}

export const leavePath = (id: string, user: string) => `${base}/${id}/members/${user}`;
export const deletePath = (id: string) => `${base}/${id}`;

export function useCreateProject(organisation: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.post<Project>('/api/projects', { name, org_id: organisation }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['projects'] }),
  });
}
