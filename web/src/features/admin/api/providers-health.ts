import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';

export interface Maintenance {
  /** A provider's name, or `server`. */
  provider: string;
  reason: string;
  ends_at: string | null;
  since: string;
}

export interface ProviderHealth {
  provider: string;
  display_name: string;
  state: 'ok' | 'degraded' | 'down' | 'maintenance' | 'unknown';
  success_rate: number | null;
  calls: number;
  failures: number;
  p50_ms: number | null;
  p95_ms: number | null;
  last_error: { at: string; outcome: string; message: string | null } | null;
  circuits: { model: string; state: 'open' | 'half_open' }[];
  maintenance: Maintenance | null;
}

const lookAgainMs = 15_000;

export const providersHealthQuery = queryOptions({
  queryKey: ['admin', 'providers-health'],
  queryFn: ({ signal }) =>
    api.get<{ providers: ProviderHealth[] }>('/api/providers/health', { signal }).then((data) => data.providers),
  refetchInterval: lookAgainMs,
});

export const maintenanceQuery = queryOptions({
  queryKey: ['admin', 'maintenance'],
  queryFn: ({ signal }) =>
    api.get<{ maintenance: Maintenance[] }>('/api/admin/maintenance', { signal }).then((data) => data.maintenance),
});

export function useClose() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ provider, ...how }: { provider: string; reason: string; ends_at?: string }) =>
      api.put<Maintenance>(`/api/admin/maintenance/${encodeURIComponent(provider)}`, how),
    onSuccess: () => void cache.invalidateQueries(),
  });
}

export function useReopen() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (provider: string) => api.delete(`/api/admin/maintenance/${encodeURIComponent(provider)}`),
    onSuccess: () => void cache.invalidateQueries(),
  });
}
