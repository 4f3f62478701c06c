import { Link } from '@tanstack/react-router';
import { CircleHelp, Command } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { Mark } from '@/components/ui/mark';
import { Tooltip } from '@/components/ui/tooltip';
import { paths } from '@/config/paths';
import { shortcuts } from '@/config/shortcuts';
import type { User } from '@/lib/api/types';
import { AccountMenu } from './account-menu';
import { destinations } from './destinations';

interface Props {
  user: User;
  onPalette: () => void;
  onHelp: () => void;
}

/** The narrow rail at the left edge. */
export function Rail({ user, onPalette, onHelp }: Props) {
  return (
    <nav
      aria-label="Main"
      className="flex h-full w-14 shrink-0 flex-col items-center gap-1 border-r border-line bg-panel py-3"
    >
      <Link
        to={paths.studio}
        aria-label="Atelier"
        className="mb-4 flex size-10 items-center justify-center text-accent"
      >
        <Mark className="size-6" />
      </Link>
      {destinations
        .filter((destination) => !destination.adminOnly || user.is_admin)
        .map(({ to, label, icon: Icon, shortcut }) => (
          <Tooltip key={to} label={label} side="right" {...(shortcut ? { keys: shortcuts[shortcut].keys[0] } : {})}>
            <Link
              to={to}
              aria-label={label}
              className="relative flex size-10 items-center justify-center rounded-control text-ink-3 transition-colors hover:text-ink data-[status=active]:text-ink data-[status=active]:before:absolute data-[status=active]:before:inset-y-2 data-[status=active]:before:-left-2 data-[status=active]:before:w-0.5 data-[status=active]:before:bg-accent"
            >
              <Icon size={20} strokeWidth={1.5} aria-hidden />
            </Link>
          </Tooltip>
        ))}
      <div className="mt-auto flex flex-col items-center gap-2">
        <IconButton icon={Command} size="icon-lg" label="Commands" keys="Mod+K" side="right" onClick={onPalette} />
        <IconButton icon={CircleHelp} size="icon-lg" label="Shortcuts" keys="Shift+?" side="right" onClick={onHelp} />
        <AccountMenu user={user} />
      </div>
    </nav>
  );
}
