import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { notify } from '@/components/ui/notices';
import { limits } from '@/config/limits';
import { paths } from '@/config/paths';
import type { Generation } from '@/lib/api/types';
import { plural } from '@/lib/format';
import { altText } from '@/lib/generation-words';
import { usePreferences } from '@/lib/stores/preferences';

const nameLengthMax = 48;

function sentence(row: Generation): string {
  const name = altText(row);
  const short = name.length > nameLengthMax ? `${name.slice(0, nameLengthMax).trimEnd()}…` : name;
  return `“${short}” failed: ${row.error?.title ?? 'no reason is known'}.`;
}

/** Is the run on the page already? Whatever shows one run, or several, has them in its address. */
const isLookedAt = (row: Generation) => !document.hidden && window.location.href.includes(row.id);

/**
 * Says that a run failed, unless one is looking at it; several in a short time in one line. On the desktop too where that
 * was asked for and the page is out of sight.
 *
 * @returns for the live connection
 */
export function useFailureNotices(onQueue: () => void): (row: Generation) => void {
  const navigate = useNavigate();
  const lately = useRef<number[]>([]);
  const tell = useRef<(row: Generation) => void>(() => undefined);
  useEffect(() => {
    tell.current = (row) => {
      const { failures } = usePreferences.getState();
      if (failures === 'never' || isLookedAt(row)) return;
      const now = Date.now();
      lately.current = [...lately.current.filter((at) => now - at < limits.undoVisibleMs), now];
      const count = lately.current.length;
      const text = count === 1 ? sentence(row) : `${plural(count, 'run')} failed.`;
      if (count > 1) notify(text, { label: 'Open the queue', run: onQueue });
      else notify(text, { label: 'Show', run: () => void navigate({ to: paths.studio, search: { g: row.id } }) });
      if (failures === 'desktop' && document.hidden && Notification.permission === 'granted') {
        // One that stands there is replaced: a night of failures is one line in the morning.
        const shown = new Notification('Atelier', { body: text, tag: 'failed-runs' });
        shown.addEventListener('click', () => window.focus());
      }
    };
  });
  // The connection is opened once and keeps what it was given.
  return useCallback((row: Generation) => tell.current(row), []);
}
