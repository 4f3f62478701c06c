import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Asset } from '@/lib/api/types';

const keptMax = 60;

interface KnownAssets {
  byId: Record<string, Asset>;
  keep: (asset: Asset) => void;
}

/** Parameters name files by id only; what the files look like is kept beside, also over a reload. */
export const useKnownAssets = create<KnownAssets>()(
  persist(
    (set) => ({
      byId: {},
      keep: (asset) =>
        set(({ byId }) => {
          const others = Object.entries(byId).filter(([id]) => id !== asset.id);
          return { byId: Object.fromEntries([...others, [asset.id, asset] as const].slice(-keptMax)) };
        }),
    }),
    { name: 'atelier.assets' },
  ),
);
