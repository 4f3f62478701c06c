import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Notices } from '@/components/ui/notices';
import { paths } from '@/config/paths';
import type { User } from '@/lib/api/types';
import { openLive } from '@/lib/live/connection';
import { useNarrow } from '@/lib/use-media';
import { useShortcut } from '@/lib/use-shortcut';
import { BottomTabs } from './bottom-tabs';
import { CommandPalette } from './command-palette';
import { QueueHost } from './queue-host';
import { Rail } from './rail';
import { ShortcutsHelp } from './shortcuts-help';
import { StatusLine } from './status-line';
import { UploadHost } from './upload-host';
import { useFailureNotices } from './use-failure-notices';
import { ViewerHost } from './viewer-host';

function useGoShortcuts(): void {
  const navigate = useNavigate();
  useShortcut('goStudio', () => void navigate({ to: paths.studio }));
  useShortcut('goLibrary', () => void navigate({ to: paths.library }));
  useShortcut('goProjects', () => void navigate({ to: paths.projects }));
  useShortcut('goUsage', () => void navigate({ to: paths.usage }));
  useShortcut('goKeys', () => void navigate({ to: paths.keys }));
  useShortcut('goStorage', () => void navigate({ to: paths.storage }));
}

/** The frame round every page of a signed-in person; holds the one live connection. */
export function AppShell({ user }: { user: User }) {
  const cache = useQueryClient();
  const narrow = useNarrow();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [queue, setQueue] = useState(false);
  const onFailed = useFailureNotices(() => setQueue(true));
  useEffect(() => openLive(cache, onFailed), [cache, onFailed]);
  useGoShortcuts();
  useShortcut('palette', () => setPalette(true));
  useShortcut('help', () => setHelp(true));
  useShortcut('queue', () => setQueue(true));

  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="fixed top-2 left-2 z-[80] -translate-y-20 rounded-control bg-accent px-3 py-2 text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      <div className="flex min-h-0 grow">
        {!narrow && <Rail user={user} onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} />}
        <main id="main" tabIndex={-1} className="min-h-0 min-w-0 grow overflow-y-auto outline-none">
          <Outlet />
        </main>
      </div>
      <StatusLine onQueue={() => setQueue(true)} />
      {narrow && <BottomTabs user={user} />}
      <ViewerHost />
      <UploadHost user={user} />
      <CommandPalette
        user={user}
        open={palette}
        onClose={() => setPalette(false)}
        onHelp={() => setHelp(true)}
        onQueue={() => setQueue(true)}
      />
      <QueueHost open={queue} onClose={() => setQueue(false)} />
      <ShortcutsHelp open={help} onClose={() => setHelp(false)} />
      <Notices />
    </div>
  );
}
