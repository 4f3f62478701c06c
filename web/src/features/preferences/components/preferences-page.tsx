import { useId, useState, type ReactNode } from 'react';
import { Page } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import { Switch } from '@/components/ui/switch';
import { usePreferences, type FailureNotices } from '@/lib/stores/preferences';

function Choice({ name, help, id, children }: { name: string; help: string; id?: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-3 border-t border-line py-5">
      <div>
        {id ? (
          <label htmlFor={id} className="font-medium">
            {name}
          </label>
        ) : (
          <p className="font-medium">{name}</p>
        )}
        <p className="text-sm text-ink-3">{help}</p>
      </div>
      {children}
    </div>
  );
}

const askForDesktop = async (): Promise<NotificationPermission> =>
  'Notification' in window ? Notification.requestPermission() : 'denied';

/** What a person sets for this browser. */
export function PreferencesPage() {
  const { theme, density, shortcutsOn, failures, set } = usePreferences();
  const [refused, setRefused] = useState(false);
  const tellOf = async (next: FailureNotices) => {
    const denied = next === 'desktop' && (await askForDesktop()) !== 'granted';
    setRefused(denied);
    if (!denied) set({ failures: next });
  };
  const shortcuts = useId();
  return (
    <Page title="Preferences" lead="Kept in this browser.">
      <div className="max-w-[720px]">
        <Choice name="Theme" help="Neutral greys in both, so that colours are judged fairly.">
          <Segmented
            label="Theme"
            value={theme}
            onChange={(next) => set({ theme: next })}
            segments={[
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
              { value: 'system', label: 'System' },
            ]}
          />
        </Choice>
        <Choice name="Density" help="How closely things stand together.">
          <Segmented
            label="Density"
            value={density}
            onChange={(next) => set({ density: next })}
            segments={[
              { value: 'comfortable', label: 'Comfortable' },
              { value: 'dense', label: 'Dense' },
            ]}
          />
        </Choice>
        <Choice
          name="Failed runs"
          help={
            refused
              ? 'This browser does not let the page show messages on the desktop.'
              : 'Where you are told of one you are not looking at.'
          }
        >
          <Segmented
            label="Failed runs"
            value={failures}
            onChange={(next) => void tellOf(next)}
            segments={[
              { value: 'never', label: 'Never' },
              { value: 'page', label: 'In the page' },
              { value: 'desktop', label: 'On the desktop too' },
            ]}
          />
        </Choice>
        <Choice
          id={shortcuts}
          name="Single-key shortcuts"
          help="Keys such as G or F. Combinations with Ctrl or ⌘ always work."
        >
          <Switch id={shortcuts} checked={shortcutsOn} onChange={(on) => set({ shortcutsOn: on })} />
        </Choice>
      </div>
    </Page>
  );
}
