import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { Monitoring } from '@/lib/api/administration';

const key = ['admin', 'monitoring'];

export const monitoringQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => api.get<Monitoring>('/api/admin/monitoring', { signal }),
});

function useThenReload<T>(act: (argument: T) => Promise<unknown>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: act, onSuccess: () => cache.invalidateQueries({ queryKey: key }) });
}

export const useResolveFailure = () =>
  useThenReload((fingerprint: string) => api.post(`/api/admin/monitoring/failures/${fingerprint}/resolve`));

export const useSeeAnomalies = () => useThenReload<void>(() => api.post('/api/admin/monitoring/anomalies/seen'));
