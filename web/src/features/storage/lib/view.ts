import { create } from 'zustand';
import { useUser } from '@/lib/queries/session';
import type { View } from '../api/storage-client';

const useChosen = create<{ view: View }>()(() => ({ view: 'self' }));

/** Whose rights decide on these pages; nobody but an administrator gets another view than their own. */
export function useView(): [View, (view: View) => void] {
  const user = useUser();
  const chosen = useChosen((state) => state.view);
  return [user?.is_admin ? chosen : 'self', (view) => useChosen.setState({ view })];
}
