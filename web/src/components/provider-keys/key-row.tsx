import { ArrowUp, Boxes, Ellipsis, Pause, Play, RefreshCw, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import type { Nameable } from '@/components/people/api';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { KeyStatusWord } from '@/components/ui/key-status';
import { Menu } from '@/components/ui/menu';
import { StatusWord } from '@/components/ui/status-word';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Provider, ProviderKey } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { plural } from '@/lib/format';
import { useChangeKey, useDeleteKey, useRefreshModels, useTestKey } from './api';
import type { KeyHome } from './home';
import { RotateDialog } from './rotate-dialog';
import { UseDialog, sharedWith } from './use-dialog';
import { words } from './words';

interface Props {
  home: KeyHome;
  apiKey: ProviderKey;
  provider: Provider | undefined;
  /** Where the key stands among those of its provider; null when it is the only one. */
  place: { first: boolean; before: number } | null;
  /** Who can be named as somebody who may use it. */
  people: readonly Nameable[];
}

function Facts({ apiKey }: { apiKey: ProviderKey }) {
  return (
    <p className="text-sm text-ink-3">
      {apiKey.base_url && <span className="font-mono text-xs">{apiKey.base_url} · </span>}
      {apiKey.last_checked_at ? (
        <>
          checked <TimeAgo at={apiKey.last_checked_at} />
        </>
      ) : (
        'never checked'
      )}
      {' · '}
      {apiKey.last_used_at ? (
        <>
          used <TimeAgo at={apiKey.last_used_at} />
        </>
      ) : (
        'not used yet'
      )}
    </p>
  );
}

export function KeyRow({ home, apiKey, provider, place, people }: Props) {
  const [rotating, setRotating] = useState(false);
  const [asking, setAsking] = useState(false);
  const [sharing, setSharing] = useState(false);
  const test = useTestKey(home);
  const models = useRefreshModels();
  const change = useChangeKey(home);
  const remove = useDeleteKey(home);
  const name = provider?.display_name ?? apiKey.provider;
  const found = models.data === undefined ? undefined : `${name} offers ${plural(models.data, 'model')}.`;
  const said =
    found ??
    models.error?.message ??
    test.data?.message ??
    test.error?.message ??
    change.error?.message ??
    remove.error?.message;
  return (
    <li className="flex flex-col gap-1 border-t border-line py-4 first:border-0 first:pt-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h3 className="font-medium">
          {name} <span className="font-normal text-ink-3">{apiKey.key_name}</span>
        </h3>
        {apiKey.last4 && (
          <span className="font-mono text-sm text-ink-2">
            <span aria-hidden>····</span>
            <span className="sr-only">ends in </span>
            {apiKey.last4}
          </span>
        )}
        {place?.first && apiKey.is_active && <span className="text-sm text-ink-3">{words.first}</span>}
        {apiKey.is_active ? <KeyStatusWord status={apiKey.status} /> : <StatusWord tone="neutral">Paused</StatusWord>}
        <span className="ml-auto flex items-center gap-1">
          <Button size="sm" disabled={test.isPending} onClick={() => test.mutate(apiKey.id)}>
            {test.isPending ? 'Testing' : 'Test'}
          </Button>
          <Menu
            label={`Actions for ${name} ${apiKey.key_name}`}
            trigger={
              <Button variant="quiet" size="icon" aria-label={`Actions for ${name} ${apiKey.key_name}`}>
                <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
              </Button>
            }
            entries={[
              { label: 'Look for models', icon: Boxes, onSelect: () => models.mutate(apiKey.provider) },
              ...(place && !place.first
                ? [
                    {
                      label: words.putFirst,
                      icon: ArrowUp,
                      onSelect: () => change.mutate({ id: apiKey.id, position: place.before }),
                    },
                  ]
                : []),
              ...(apiKey.use ? [{ label: words.who, icon: Users, onSelect: () => setSharing(true) }] : []),
              { label: 'Replace the key', icon: RefreshCw, onSelect: () => setRotating(true) },
              apiKey.is_active
                ? {
                    label: 'Pause',
                    icon: Pause,
                    onSelect: () => change.mutate({ id: apiKey.id, is_active: false }),
                  }
                : {
                    label: 'Use again',
                    icon: Play,
                    onSelect: () => change.mutate({ id: apiKey.id, is_active: true }),
                  },
              { label: 'Delete', icon: Trash2, danger: true, apart: true, onSelect: () => setAsking(true) },
            ]}
          />
        </span>
      </div>
      <Facts apiKey={apiKey} />
      {apiKey.use && !apiKey.use.everyone && <p className="text-sm text-ink-2">{sharedWith(apiKey.use, people)}</p>}
      {apiKey.last_error && (
        <p className={cn('text-sm', apiKey.status === 'unverified' ? 'text-warn' : 'text-bad')}>{apiKey.last_error}</p>
      )}
      <p role="status" className="text-sm text-ink-2 empty:hidden">
        {said}
      </p>
      <RotateDialog home={home} apiKey={apiKey} open={rotating} onClose={() => setRotating(false)} />
      <ConfirmDialog
        open={asking}
        title={words.deleteTitle(apiKey.key_name)}
        body={words.deleteBody(name)}
        confirm="Delete key"
        onConfirm={() => remove.mutate(apiKey.id)}
        onClose={() => setAsking(false)}
      />
      {apiKey.use && (
        <UseDialog
          home={home}
          apiKey={apiKey}
          use={apiKey.use}
          people={people}
          open={sharing}
          onClose={() => setSharing(false)}
        />
      )}
    </li>
  );
}
