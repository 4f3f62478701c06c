import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { storage, type View } from './storage-client';

export interface Bucket {
  id: string;
  name: string;
  public: boolean;
  /** Bytes; null for what the server takes. */
  file_size_limit: number | null;
  /** Null for every type. */
  allowed_mime_types: string[] | null;
  created_at: string;
  updated_at: string;
}

const generated = new Set(['generated-images', 'generated-videos', 'generated-audio', 'video-thumbnails']);

/** Generations have their files here. */
export const holdsGenerated = (id: string): boolean => generated.has(id);

/** Made by Atelier: these can be emptied, not deleted. Each person's files stand in a folder of their id. */
export const isOurs = (id: string): boolean => holdsGenerated(id) || id === 'user-uploads';

export const bucketsQuery = (view: View) =>
  queryOptions({
    queryKey: ['storage', 'buckets', view],
    queryFn: ({ signal }) => storage.get<Bucket[]>('/bucket?sortColumn=name&sortOrder=asc', view, { signal }),
    refetchOnWindowFocus: true,
  });

export interface BucketSettings {
  public: boolean;
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
}

const path = (id: string) => `/bucket/${encodeURIComponent(id)}`;

function useBucketMutation<T>(mutationFn: (argument: T) => Promise<unknown>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['storage'] }),
  });
}

/** Buckets are the administration's to change, and it acts as the service: no policy has to be written for that first. */
export const useCreateBucket = () =>
  useBucketMutation(({ name, ...settings }: BucketSettings & { name: string }) =>
    storage.post('/bucket', 'service', { id: name, name, ...settings }),
  );

export const useChangeBucket = (id: string) =>
  useBucketMutation((settings: BucketSettings) => storage.put(path(id), 'service', settings));

export const useEmptyBucket = () => useBucketMutation((id: string) => storage.post(`${path(id)}/empty`, 'service', {}));

export const useDeleteBucket = () => useBucketMutation((id: string) => storage.delete(path(id), 'service', {}));
