import {
  ChartNoAxesColumn,
  Folder,
  HardDrive,
  Images,
  KeyRound,
  Shield,
  UsersRound,
  WandSparkles,
  type LucideIcon,
} from 'lucide-react';
import { paths } from '@/config/paths';
import type { ShortcutName } from '@/config/shortcuts';

export interface Destination {
  to: (typeof paths)[keyof typeof paths];
  label: string;
  icon: LucideIcon;
  shortcut?: ShortcutName;
  adminOnly?: boolean;
}

export const destinations: readonly Destination[] = [
  { to: paths.studio, label: 'Studio', icon: WandSparkles, shortcut: 'goStudio' },
  { to: paths.library, label: 'Library', icon: Images, shortcut: 'goLibrary' },
  { to: paths.projects, label: 'Projects', icon: Folder, shortcut: 'goProjects' },
  { to: paths.organisations, label: 'Organisations', icon: UsersRound },
  { to: paths.storage, label: 'Storage', icon: HardDrive, shortcut: 'goStorage' },
  { to: paths.usage, label: 'Usage', icon: ChartNoAxesColumn, shortcut: 'goUsage' },
  { to: paths.keys, label: 'Keys', icon: KeyRound, shortcut: 'goKeys' },
  { to: paths.admin, label: 'Admin', icon: Shield, adminOnly: true },
];
