import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Switch } from '@/components/ui/switch';
import { settingsQuery, useChangeSettings } from '../api/settings';

export function SignUpSwitch() {
  const id = useId();
  const settings = useQuery(settingsQuery);
  const change = useChangeSettings();
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-6">
        <div>
          <label htmlFor={id} className="font-medium">
            Open sign-up
          </label>
          <p className="max-w-[60ch] text-sm text-ink-3">
            Whoever reaches this address can create an account. They start without credits and without server keys being
            free.
          </p>
        </div>
        <Switch
          id={id}
          checked={settings.data?.signup_enabled ?? false}
          disabled={!settings.data || change.isPending}
          onChange={(signup_enabled) => change.mutate({ signup_enabled })}
        />
      </div>
      {(settings.error ?? change.error) && (
        <ProblemPanel
          compact
          title="The settings could not be reached"
          problem={(settings.error ?? change.error) as Error}
        />
      )}
    </div>
  );
}
