import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Project } from '@/lib/api/types';
import { applyProject } from '@/lib/live/apply';

export interface ProjectFields {
  name: string;
  description: string;
  budget_cents: number | null;
}

const refresh = (cache: QueryClient) => void cache.invalidateQueries({ queryKey: ['projects'] });

export function useCreateProject() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (fields: ProjectFields) => api.post<Project>('/api/projects', fields),
    onSuccess: (project) => applyProject(cache, project),
  });
}

export function useChangeProject() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: Partial<ProjectFields> & { archived?: boolean } }) =>
      api.put<Project>(`/api/projects/${id}`, change),
    onSuccess: (project) => {
      applyProject(cache, project);
      refresh(cache);
      void cache.invalidateQueries({ queryKey: ['estimate'] });
    },
  });
}

/** Deletes the project; what was made in it stays, without a project. */
export function useDeleteProject() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/projects/${id}`),
    onSuccess: () => {
      refresh(cache);
      void cache.invalidateQueries({ queryKey: ['generations'] });
    },
  });
}
