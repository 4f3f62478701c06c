import {
  Ban,
  Coins,
  KeyRound,
  MoreHorizontal,
  Scale,
  Shield,
  ShieldOff,
  SmartphoneNfc,
  Trash2,
  UserCheck,
} from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, type MenuEntry } from '@/components/ui/menu';
import type { AdminUser } from '@/lib/api/administration';
import { useUser } from '@/lib/queries/session';
import type { CreditsAct } from './credits-dialog';
import { useChangePerson, useDeletePerson, useRemoveAuthenticators, useSendReset } from '../api/people';
import { peopleWords as words } from '../words';

type Asked = 'promote' | 'demote' | 'ban' | 'unlock' | 'remove';

interface Props {
  person: AdminUser;
  onCredits: (act: CreditsAct) => void;
  onSaid: (text: string) => void;
  onRefused: (problem: Error) => void;
}

/** What an administrator does with one person; what cannot be undone is asked once. */
export function PersonActions({ person, onCredits, onSaid, onRefused }: Props) {
  const own = useUser()?.id === person.id;
  const [asked, setAsked] = useState<Asked | null>(null);
  const change = useChangePerson();
  const reset = useSendReset();
  const unlock = useRemoveAuthenticators();
  const remove = useDeletePerson();
  const done = { onError: onRefused };
  const confirmed: Record<Asked, () => void> = {
    promote: () => change.mutate({ id: person.id, is_admin: true }, done),
    demote: () => change.mutate({ id: person.id, is_admin: false }, done),
    ban: () => change.mutate({ id: person.id, banned: true }, done),
    unlock: () => unlock.mutate(person.id, { ...done, onSuccess: () => onSaid(words.unlocked(person.email)) }),
    remove: () =>
      remove.mutate(person.id, {
        ...done,
        onSuccess: ({ rows, objects }) => onSaid(words.removed(rows.total, objects.count)),
      }),
  };
  const entries: MenuEntry[] = [
    { label: words.grant, icon: Coins, onSelect: () => onCredits('grant') },
    { label: words.adjust, icon: Scale, onSelect: () => onCredits('adjust') },
    {
      label: words.reset,
      icon: KeyRound,
      onSelect: () => reset.mutate(person.id, { ...done, onSuccess: () => onSaid(words.resetSent(person.email)) }),
    },
    ...(person.authenticators > 0
      ? [{ label: words.unlock, icon: SmartphoneNfc, onSelect: () => setAsked('unlock') }]
      : []),
    person.is_admin
      ? { label: words.demote, icon: ShieldOff, apart: true, onSelect: () => setAsked('demote') }
      : { label: words.promote, icon: Shield, apart: true, onSelect: () => setAsked('promote') },
    person.banned
      ? {
          label: words.unban,
          icon: UserCheck,
          onSelect: () => change.mutate({ id: person.id, banned: false }, done),
        }
      : { label: words.ban, icon: Ban, disabled: own, onSelect: () => setAsked('ban') },
    { label: words.remove, icon: Trash2, danger: true, disabled: own, onSelect: () => setAsked('remove') },
  ];
  return (
    <>
      <Menu
        label={words.actions(person.email)}
        trigger={<IconButton icon={MoreHorizontal} label={words.actions(person.email)} />}
        entries={entries}
      />
      <ConfirmDialog
        open={asked !== null}
        title={asked ? words.sure[asked](person.email) : ''}
        body={asked ? words.body[asked] : ''}
        confirm={asked ? words[asked] : ''}
        danger={asked !== 'promote'}
        onConfirm={() => asked && confirmed[asked]()}
        onClose={() => setAsked(null)}
      />
    </>
  );
}
