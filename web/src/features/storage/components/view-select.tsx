import { Select } from '@/components/ui/select';
import { useUser } from '@/lib/queries/session';
import type { View } from '../api/storage-client';
import { useView } from '../lib/view';
import { words } from '../words';

/** Administrators choose whose eyes they look through. */
export function ViewSelect() {
  const user = useUser();
  const [view, setView] = useView();
  if (!user?.is_admin) return null;
  return (
    <Select
      quiet
      aria-label={words.view.label}
      value={view}
      options={[
        { value: 'self', label: `${words.view.label}: ${words.view.self.toLowerCase()}` },
        { value: 'service', label: `${words.view.label}: ${words.view.service.toLowerCase()}` },
      ]}
      onChange={(next) => setView(next as View)}
      className="h-9"
    />
  );
}
