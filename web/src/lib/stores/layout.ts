import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export interface StudioLayout {
  leftWidth: number;
  rightWidth: number;
  leftOpen: boolean;
  rightOpen: boolean;
}

export const layoutDefault: StudioLayout = { leftWidth: 360, rightWidth: 300, leftOpen: true, rightOpen: true };
export const layoutRange = { left: { min: 300, max: 520 }, right: { min: 180, max: 480 } } as const;

interface LayoutState {
  /** One layout per place: a project's id, or `studio`. */
  byPlace: Record<string, StudioLayout>;
  change: (place: string, change: Partial<StudioLayout>) => void;
}

const useLayoutStore = create<LayoutState>()(
  persist(
    (set) => ({
      byPlace: {},
      change: (place, change) =>
        set((state) => ({
          byPlace: { ...state.byPlace, [place]: { ...(state.byPlace[place] ?? layoutDefault), ...change } },
        })),
    }),
    { name: 'atelier.layout' },
  ),
);

/** The studio's borders and folds in one place, remembered in this browser. */
export function useLayout(place: string): [StudioLayout, (change: Partial<StudioLayout>) => void] {
  const layout = useLayoutStore((state) => state.byPlace[place]) ?? layoutDefault;
  const change = useLayoutStore((state) => state.change);
  return [layout, (next) => change(place, next)];
}
