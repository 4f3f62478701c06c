import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { useUser } from '@/lib/queries/session';
import type { View } from '../api/storage-client';

/** For this tab: past the policies is a way of looking that nobody should meet again unasked. */
export const useChosenView = create<{ view: View }>()(
  persist(() => ({ view: 'self' as View }), {
    name: 'atelier.storage-view',
    storage: createJSONStorage(() => sessionStorage),
  }),
);

/** Whose rights decide on these pages; nobody but an administrator gets another view than their own. */
export function useView(): [View, (view: View) => void] {
  const user = useUser();
  const chosen = useChosenView((state) => state.view);
  return [user?.is_admin ? chosen : 'self', (view) => useChosenView.setState({ view })];
}
