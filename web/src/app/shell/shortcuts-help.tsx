import { useId, useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { Kbd } from '@/components/ui/kbd';
import { Switch } from '@/components/ui/switch';
import { shortcuts, type Shortcut, type ShortcutScope } from '@/config/shortcuts';
import { usePreferences } from '@/lib/stores/preferences';

const headings: Record<ShortcutScope, string> = {
  global: 'Everywhere',
  studio: 'Studio',
  compare: 'Compare',
  library: 'Library',
  storage: 'Storage',
  viewer: 'Viewer',
};

/** All shortcuts, searchable, with a switch that turns the plain keys off. */
export function ShortcutsHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [search, setSearch] = useState('');
  const { shortcutsOn, set } = usePreferences();
  const id = useId();
  const all: readonly Shortcut[] = Object.values(shortcuts);
  const found = all.filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
  return (
    <Dialog open={open} onClose={onClose} wide title="Shortcuts">
      <div className="flex flex-col gap-6">
        <div className="flex flex-wrap items-center justify-between gap-4">
          <Input
            aria-label="Search shortcuts"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="max-w-60"
          />
          <label htmlFor={id} className="flex items-center gap-3 text-ink-2">
            Single-key shortcuts
            <Switch id={id} checked={shortcutsOn} onChange={(on) => set({ shortcutsOn: on })} />
          </label>
        </div>
        {found.length === 0 && <p className="text-ink-2">No shortcut has that name.</p>}
        <div className="gap-10 md:columns-2">
          {(Object.keys(headings) as ShortcutScope[]).map((scope) => {
            const rows = found.filter((shortcut) => shortcut.scope === scope);
            if (rows.length === 0) return null;
            return (
              <section key={scope} aria-label={headings[scope]} className="mb-6 break-inside-avoid">
                <h3 className="pb-2 text-sm font-medium text-ink-3">{headings[scope]}</h3>
                <dl className="flex flex-col">
                  {rows.map(({ label, keys }) => (
                    <div key={label} className="flex min-h-8 items-center justify-between gap-4">
                      <dt>{label}</dt>
                      <dd className="flex shrink-0 gap-2">
                        {keys.map((combination) => (
                          <Kbd key={combination} keys={combination} />
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            );
          })}
        </div>
      </div>
    </Dialog>
  );
}
