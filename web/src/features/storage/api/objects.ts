import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/react-query';
import { limits } from '@/config/limits';
import { baseName, placeholder } from '../lib/names';
import { escaped, storage, type View, type Where } from './storage-client';

export const sorts = [
  'name-asc',
  'name-desc',
  'updated_at-desc',
  'updated_at-asc',
  'created_at-desc',
  'created_at-asc',
] as const;
export type Sort = (typeof sorts)[number];

/** What is asked of one level of a bucket. */
export interface Place extends Where {
  /** Ends with a slash, or is empty. */
  folder: string;
  /** Beginning of the names in the folder. */
  begins: string;
  sort: Sort;
}

interface WireObject {
  id: string | null;
  /** The whole key. */
  name: string;
  metadata: { size?: number; mimetype?: string; eTag?: string } | null;
  created_at: string | null;
  updated_at: string | null;
}

interface WirePage {
  hasNext: boolean;
  nextCursor?: string;
  /** Whole, with a slash at the end. */
  folders: { name: string }[];
  objects: WireObject[];
}

export interface FolderEntry {
  kind: 'folder';
  /** Ends with a slash. */
  key: string;
  label: string;
}

export interface FileEntry {
  kind: 'file';
  key: string;
  label: string;
  size: number | null;
  mime: string | null;
  etag: string | null;
  created: string | null;
  updated: string | null;
}

export type Entry = FolderEntry | FileEntry;

export interface Page {
  entries: Entry[];
  next: string | null;
}

function fileOf({ name, metadata, created_at, updated_at }: WireObject): FileEntry {
  return {
    kind: 'file',
    key: name,
    label: baseName(name),
    size: metadata?.size ?? null,
    mime: metadata?.mimetype ?? null,
    etag: metadata?.eTag ?? null,
    created: created_at,
    updated: updated_at,
  };
}

function pageOf(page: WirePage): Page {
  const folders = page.folders.map(({ name }): FolderEntry => ({ kind: 'folder', key: name, label: baseName(name) }));
  const files = page.objects.map(fileOf).filter((file) => file.label !== placeholder);
  return { entries: [...folders, ...files], next: page.hasNext ? (page.nextCursor ?? null) : null };
}

async function listed(place: Place, cursor: string | null, signal?: AbortSignal): Promise<Page> {
  const [column, order] = place.sort.split('-');
  const page = await storage.post<WirePage>(
    `/object/list-v2/${encodeURIComponent(place.bucket)}`,
    place.view,
    {
      prefix: place.folder + place.begins,
      limit: limits.storagePageSize,
      with_delimiter: true,
      sortBy: { column, order },
      ...(cursor ? { cursor } : {}),
    },
    signal ? { signal } : {},
  );
  return pageOf(page);
}

export const listQuery = (place: Place) =>
  infiniteQueryOptions({
    queryKey: ['storage', 'list', place],
    queryFn: ({ pageParam, signal }) => listed(place, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchOnWindowFocus: true,
  });

/** Folders before files, each in the order they came; one that pages share is shown once. */
export function entriesOf(pages: InfiniteData<Page, unknown> | undefined): Entry[] {
  const seen = new Set<string>();
  const all = (pages?.pages ?? []).flatMap((page) => page.entries).filter(({ key }) => !seen.has(key) && seen.add(key));
  return [...all.filter((entry) => entry.kind === 'folder'), ...all.filter((entry) => entry.kind === 'file')];
}

/** Every key under a folder; null when there are more than are handled here at once. */
export async function keysUnder(view: View, bucket: string, folder: string): Promise<string[] | null> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page: WirePage = await storage.post(`/object/list-v2/${encodeURIComponent(bucket)}`, view, {
      prefix: folder,
      limit: limits.storageKeysAtOnce,
      ...(cursor ? { cursor } : {}),
    });
    keys.push(...page.objects.map(({ name }) => name));
    cursor = page.hasNext ? page.nextCursor : undefined;
    if (keys.length > limits.storageFolderFilesMax) return null;
  } while (cursor);
  return keys;
}

/** Gives how many went: what policies keep is left out silently by the server. */
async function remove(view: View, bucket: string, keys: readonly string[]): Promise<number> {
  let gone = 0;
  for (let from = 0; from < keys.length; from += limits.storageKeysAtOnce) {
    const prefixes = keys.slice(from, from + limits.storageKeysAtOnce);
    const rows = await storage.delete<unknown[]>(`/object/${encodeURIComponent(bucket)}`, view, { prefixes });
    gone += rows.length;
  }
  return gone;
}

export interface Move {
  from: string;
  to: string;
}

async function move(view: View, bucket: string, moves: readonly Move[]): Promise<{ done: number; refused: Error[] }> {
  const waiting = [...moves];
  const refused: Error[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { from, to } = next;
      await storage
        .post('/object/move', view, { bucketId: bucket, sourceKey: from, destinationKey: to })
        .catch((problem: Error) => refused.push(problem));
    }
  };
  await Promise.all(Array.from({ length: limits.bulkParallelMax }, work));
  return { done: moves.length - refused.length, refused };
}

function useChange<A, T>(mutationFn: (argument: A) => Promise<T>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    // Also after a failure: some of many may have gone through.
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: ['storage', 'list'] });
      void cache.invalidateQueries({ queryKey: ['storage', 'usage'] });
      void cache.invalidateQueries({ queryKey: ['storage', 'trash'] });
    },
  });
}

export const useRemove = ({ view, bucket }: Where) =>
  useChange((keys: readonly string[]) => remove(view, bucket, keys));

export const useMove = ({ view, bucket }: Where) => useChange((moves: readonly Move[]) => move(view, bucket, moves));

export const useCreateFolder = ({ view, bucket }: Where) =>
  useChange((folder: string) =>
    storage.post(`/object/${encodeURIComponent(bucket)}/${escaped(folder + placeholder)}`, view, new Blob([]), {
      headers: { 'Content-Type': 'application/octet-stream', 'x-upsert': 'true' },
    }),
  );

/** An address anybody may use until it ends. */
export async function signed(view: View, bucket: string, key: string, seconds: number): Promise<string> {
  const { signedURL } = await storage.post<{ signedURL: string }>(
    `/object/sign/${encodeURIComponent(bucket)}/${escaped(key)}`,
    view,
    { expiresIn: seconds },
  );
  // Built here: the server writes the key as it is, and a key may hold signs that an address may not.
  const token = new URLSearchParams(signedURL.slice(signedURL.indexOf('?'))).get('token') ?? '';
  return `/storage/v1/object/sign/${encodeURIComponent(bucket)}/${escaped(key)}?token=${token}`;
}

export const publicAddress = (bucket: string, key: string): string =>
  `/storage/v1/object/public/${encodeURIComponent(bucket)}/${escaped(key)}`;

/** For `src` of pictures, videos and sounds: ranges and the browser's own cache work, and no token is in the page. */
export const sourceQuery = ({ view, bucket }: Where, { key, etag }: FileEntry) =>
  queryOptions({
    queryKey: ['storage', 'source', view, bucket, key, etag],
    queryFn: () => signed(view, bucket, key, limits.storageSourceLifeS),
    staleTime: (limits.storageSourceLifeS / 2) * 1000,
  });

/** The beginning of a file as text. */
export const textQuery = ({ view, bucket }: Where, { key, etag, size }: FileEntry) =>
  queryOptions({
    queryKey: ['storage', 'text', view, bucket, key, etag],
    queryFn: async ({ signal }) => {
      // Of an empty file no range can be had.
      const headers: Record<string, string> = size ? { Range: `bytes=0-${limits.storageTextBytesMax - 1}` } : {};
      const response = await storage.bytes(
        `/object/authenticated/${encodeURIComponent(bucket)}/${escaped(key)}`,
        view,
        {
          headers,
          signal,
        },
      );
      return new TextDecoder().decode(await response.arrayBuffer());
    },
    staleTime: 60_000,
  });

/** A small rendition of a picture. */
export const thumbnailQuery = ({ view, bucket }: Where, { key, etag }: FileEntry) =>
  queryOptions({
    queryKey: ['storage', 'thumbnail', view, bucket, key, etag],
    queryFn: async ({ signal }) => {
      const size = `width=${limits.storageThumbnailPx}&height=${limits.storageThumbnailPx}&resize=contain`;
      const response = await storage.bytes(
        `/render/image/authenticated/${encodeURIComponent(bucket)}/${escaped(key)}?${size}`,
        view,
        { signal },
      );
      return response.blob();
    },
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
