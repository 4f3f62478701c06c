import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Project } from '@/lib/api/types';

export const projectsQuery = (archived = false) =>
  queryOptions({
    queryKey: ['projects', { archived }],
    queryFn: ({ signal }) =>
      api.get<{ projects: Project[] }>('/api/projects', { query: { archived }, signal }).then((data) => data.projects),
  });

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: ['projects', 'detail', id],
    queryFn: ({ signal }) => api.get<Project>(`/api/projects/${id}`, { signal }),
  });
