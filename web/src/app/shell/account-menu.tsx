import { useNavigate } from '@tanstack/react-router';
import { LogOut, Monitor, Moon, Settings2, Sun, UserRound } from 'lucide-react';
import { Menu } from '@/components/ui/menu';
import { paths } from '@/config/paths';
import type { User } from '@/lib/api/types';
import { money } from '@/lib/format';
import { useSignOut } from '@/lib/queries/sign-out';
import { usePreferences } from '@/lib/stores/preferences';

export function AccountMenu({ user }: { user: User }) {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const preferences = usePreferences();
  const initial = (user.name ?? user.email).charAt(0).toUpperCase();
  return (
    <Menu
      label="Account"
      side="right"
      align="end"
      heading={
        <p className="flex flex-col text-sm">
          <span className="font-medium text-ink">{user.name ?? user.email}</span>
          <span className="tabular text-ink-3">{money(user.credits_micros)} credits</span>
        </p>
      }
      trigger={
        <button
          type="button"
          aria-label={`Account of ${user.email}`}
          className="flex size-8 items-center justify-center rounded-full bg-raised text-sm font-medium text-ink hover:bg-overlay light:ring-1 light:ring-line-strong"
        >
          {initial}
        </button>
      }
      entries={[
        {
          label: 'Dark',
          icon: Moon,
          disabled: preferences.theme === 'dark',
          onSelect: () => preferences.set({ theme: 'dark' }),
        },
        {
          label: 'Light',
          icon: Sun,
          disabled: preferences.theme === 'light',
          onSelect: () => preferences.set({ theme: 'light' }),
        },
        {
          label: 'As the system',
          icon: Monitor,
          disabled: preferences.theme === 'system',
          onSelect: () => preferences.set({ theme: 'system' }),
        },
        {
          label: 'Account',
          icon: UserRound,
          apart: true,
          onSelect: () => void navigate({ to: paths.account }),
        },
        {
          label: 'Preferences',
          icon: Settings2,
          onSelect: () => void navigate({ to: paths.preferences }),
        },
        { label: 'Sign out', icon: LogOut, onSelect: () => signOut.mutate() },
      ]}
    />
  );
}
