import { create } from 'zustand';
import type { ApiProblem } from '@/lib/api/problem';
import type { View } from '../api/storage-client';

/**
 * `waiting`: the connection is away, it goes on by itself. `file`: a reload lost the file, it has to be chosen again.
 * `exists`: the name is taken, a person decides.
 */
export type UploadState = 'queued' | 'uploading' | 'paused' | 'waiting' | 'file' | 'exists' | 'done' | 'failed';

export interface Upload {
  id: string;
  /** Whose upload it is; another person in this browser does not see it. */
  owner: string;
  view: View;
  bucket: string;
  key: string;
  /** Of the file on this device, to know it again. */
  name: string;
  size: number;
  mime: string;
  modified: number;
  upsert: boolean;
  state: UploadState;
  sent: number;
  problem: ApiProblem | null;
}

interface Uploads {
  list: readonly Upload[];
  folded: boolean;
  fold: (folded: boolean) => void;
}

export const useUploads = create<Uploads>()((set) => ({
  list: [],
  folded: false,
  fold: (folded) => set({ folded }),
}));

const saved = 'atelier.uploads';
const unfinished = new Set<UploadState>(['queued', 'uploading', 'paused', 'waiting', 'file']);

export const isActive = ({ state }: Upload): boolean =>
  state === 'queued' || state === 'uploading' || state === 'waiting';

export const find = (id: string): Upload | undefined => useUploads.getState().list.find((each) => each.id === id);

export function change(id: string, more: Partial<Upload>): void {
  useUploads.setState(({ list }) => ({ list: list.map((each) => (each.id === id ? { ...each, ...more } : each)) }));
}

export function put(uploads: readonly Upload[]): void {
  useUploads.setState(({ list }) => ({ list: [...list, ...uploads], folded: false }));
}

export function take(id: string): void {
  useUploads.setState(({ list }) => ({ list: list.filter((each) => each.id !== id) }));
}

/** What a reload of this tab finds again. */
export function savedUploads(owner: string): Upload[] {
  const text = sessionStorage.getItem(saved);
  return text ? (JSON.parse(text) as Upload[]).filter((each) => each.owner === owner) : [];
}

/** Keeps the list of this tab for a reload; how far each is, the server knows. Returns how to stop. */
export function saveUploads(): () => void {
  return useUploads.subscribe(({ list }, before) => {
    if (list === before.list) return;
    const kept = list.filter(({ state }) => unfinished.has(state)).map((each) => ({ ...each, problem: null }));
    if (kept.length > 0) sessionStorage.setItem(saved, JSON.stringify(kept));
    else sessionStorage.removeItem(saved);
  });
}
