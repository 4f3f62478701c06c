import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import {
  BookOpen,
  CircleHelp,
  Columns3,
  ListVideo,
  LogOut,
  Monitor,
  Moon,
  Plus,
  Search,
  Settings2,
  UserRound,
  Sun,
  type LucideIcon,
} from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { Kbd } from '@/components/ui/kbd';
import { paths } from '@/config/paths';
import { shortcuts } from '@/config/shortcuts';
import type { User } from '@/lib/api/types';
import { altText } from '@/lib/generation-words';
import { flat, generationListQuery } from '@/lib/queries/generation-list';
import { useSignOut } from '@/lib/queries/sign-out';
import { usePreferences } from '@/lib/stores/preferences';
import { destinations } from './destinations';

interface Action {
  label: string;
  icon: LucideIcon;
  keys?: string;
  run: () => void;
}

interface Props {
  user: User;
  open: boolean;
  onClose: () => void;
  onHelp: () => void;
  onQueue: () => void;
}

function useActions({ user, onHelp, onQueue }: Props): { heading: string; actions: Action[] }[] {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { set } = usePreferences();
  const go = destinations
    .filter(({ adminOnly }) => !adminOnly || user.is_admin)
    .map(({ to, label, icon, shortcut }) => ({
      label: `Go to ${label.toLowerCase()}`,
      icon,
      ...(shortcut ? { keys: shortcuts[shortcut].keys[0] } : {}),
      run: () => void navigate({ to }),
    }));
  return [
    { heading: 'Go', actions: go },
    {
      heading: 'Do',
      actions: [
        {
          label: 'Create a project',
          icon: Plus,
          run: () => void navigate({ to: paths.projects, search: { create: true } }),
        },
        { label: 'Compare models', icon: Columns3, run: () => void navigate({ to: paths.compare }) },
        { label: 'Open the queue', icon: ListVideo, keys: shortcuts.queue.keys[0], run: onQueue },
        { label: 'Show all shortcuts', icon: CircleHelp, keys: 'Shift+?', run: onHelp },
        { label: 'Sign out', icon: LogOut, run: () => signOut.mutate() },
      ],
    },
    {
      heading: 'Settings',
      actions: [
        { label: 'Account', icon: UserRound, run: () => void navigate({ to: paths.account }) },
        { label: 'Preferences', icon: Settings2, run: () => void navigate({ to: paths.preferences }) },
        { label: 'API reference', icon: BookOpen, run: () => void navigate({ to: paths.reference }) },
        { label: 'Dark theme', icon: Moon, run: () => set({ theme: 'dark' }) },
        { label: 'Light theme', icon: Sun, run: () => set({ theme: 'light' }) },
        { label: 'Theme as the system', icon: Monitor, run: () => set({ theme: 'system' }) },
      ],
    },
  ];
}

const groupLook =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3';
const itemLook =
  'flex h-10 cursor-default items-center gap-3 rounded-control px-3 text-base data-[selected=true]:bg-line';

/** Mod+K: go, do, settings, recent; everything by typing. */
export function CommandPalette(props: Props) {
  const { open, onClose } = props;
  const navigate = useNavigate();
  const groups = useActions(props);
  const recent = useInfiniteQuery({ ...generationListQuery(), enabled: open });
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="animate-appear fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="animate-rise fixed inset-x-3 top-[12vh] z-50 mx-auto max-w-[600px] overflow-hidden rounded-panel bg-overlay shadow-overlay"
        >
          <Radix.Title className="sr-only">Commands</Radix.Title>
          <Command label="Commands" loop>
            <div className="flex items-center gap-3 border-b border-line px-4">
              <Search size={16} strokeWidth={1.5} className="text-ink-3" aria-hidden />
              <Command.Input
                autoFocus
                placeholder="Go to, do, or find a prompt"
                className="h-12 grow bg-transparent text-lg outline-none"
              />
            </div>
            <Command.List className="max-h-[56vh] overflow-y-auto p-1 pb-2">
              <Command.Empty className="px-4 py-8 text-ink-2">Nothing has that name.</Command.Empty>
              {groups.map(({ heading, actions }) => (
                <Command.Group key={heading} heading={heading} className={groupLook}>
                  {actions.map(({ label, icon: Icon, keys, run }) => (
                    <Command.Item key={label} value={label} onSelect={choose(run)} className={itemLook}>
                      <Icon size={16} strokeWidth={1.5} className="text-ink-3" aria-hidden />
                      <span className="grow">{label}</span>
                      {keys && <Kbd keys={keys} className="text-ink-2" />}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
              <Command.Group heading="Recent" className={groupLook}>
                {flat(recent.data)
                  .slice(0, 12)
                  .map((generation) => (
                    <Command.Item
                      key={generation.id}
                      value={`${altText(generation)} ${generation.id}`}
                      onSelect={choose(() => void navigate({ to: paths.studio, search: { g: generation.id } }))}
                      className={itemLook}
                    >
                      <span className="grow truncate">{altText(generation)}</span>
                      <span className="text-sm text-ink-2">{generation.model}</span>
                    </Command.Item>
                  ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
