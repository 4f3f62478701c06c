import { Link, useNavigate } from '@tanstack/react-router';
import { Ellipsis, Images, ListVideo, LogOut, Settings2, UserRound, WandSparkles } from 'lucide-react';
import { Menu } from '@/components/ui/menu';
import { paths } from '@/config/paths';
import type { User } from '@/lib/api/types';
import { useSignOut } from '@/lib/queries/sign-out';
import { destinations } from './destinations';

const tabs = [
  { to: paths.studio, label: 'Create', icon: WandSparkles },
  { to: paths.library, label: 'Library', icon: Images },
  { to: paths.queue, label: 'Queue', icon: ListVideo },
] as const;

const look =
  'relative flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-ink-3 data-[status=active]:text-ink ' +
  'data-[status=active]:before:absolute data-[status=active]:before:inset-x-6 data-[status=active]:before:top-0 data-[status=active]:before:h-0.5 data-[status=active]:before:bg-accent';

/** The way round on a phone. */
export function BottomTabs({ user }: { user: User }) {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const rest = destinations.filter(
    ({ to, adminOnly }) => (!adminOnly || user.is_admin) && to !== paths.studio && to !== paths.library,
  );
  return (
    <nav aria-label="Main" className="flex shrink-0 border-t border-line bg-panel pb-[env(safe-area-inset-bottom)]">
      {tabs.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={look}>
          <Icon size={20} strokeWidth={1.5} aria-hidden />
          {label}
        </Link>
      ))}
      <Menu
        label="More"
        side="top"
        heading={<p className="text-sm text-ink-2">{user.email}</p>}
        trigger={
          <button type="button" className={look}>
            <Ellipsis size={20} strokeWidth={1.5} aria-hidden />
            More
          </button>
        }
        entries={[
          ...rest.map(({ to, label, icon }) => ({ label, icon, onSelect: () => void navigate({ to }) })),
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
    </nav>
  );
}
