import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'dark' | 'light' | 'system';
export type Density = 'comfortable' | 'dense';
export type StorageLook = 'list' | 'tiles';
export type FailureNotices = 'never' | 'page' | 'desktop';
export type UsageDays = '1' | '7' | '30' | '90' | 'all';

interface Preferences {
  theme: Theme;
  density: Density;
  shortcutsOn: boolean;
  tileHeight: number;
  storageLook: StorageLook;
  usageDays: UsageDays;
  /** Where one is told that a run failed. */
  failures: FailureNotices;
  set: (change: Partial<Omit<Preferences, 'set'>>) => void;
}

/** What a person chose for this browser. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'dark',
      density: 'comfortable',
      shortcutsOn: true,
      tileHeight: 220,
      storageLook: 'list',
      usageDays: '30',
      failures: 'page',
      set: (change) => set(change),
    }),
    { name: 'atelier.preferences' },
  ),
);

/** Keeps the document's theme and density equal to the choice, also when the system changes its mind. */
export function followAppearance(): () => void {
  const system = window.matchMedia('(prefers-color-scheme: light)');
  const apply = () => {
    const { theme, density } = usePreferences.getState();
    const light = theme === 'light' || (theme === 'system' && system.matches);
    document.documentElement.dataset.theme = light ? 'light' : 'dark';
    document.documentElement.dataset.density = density;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', light ? '#fafafa' : '#0d0d0d');
  };
  apply();
  system.addEventListener('change', apply);
  const stop = usePreferences.subscribe(apply);
  return () => {
    system.removeEventListener('change', apply);
    stop();
  };
}
