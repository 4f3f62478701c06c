import { useState } from 'react';
import type { Nameable } from '@/components/people/api';
import { PeopleSearch } from '@/components/people/people-search';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import type { KeyUse, ProviderKey, Role } from '@/lib/api/types';
import { plural } from '@/lib/format';
import { listed, toggled } from '@/lib/listed';
import { roles } from '@/lib/roles';
import { useChangeKey } from './api';
import type { KeyHome } from './home';
import { words } from './words';

const roleWords: Record<Role, string> = { owner: 'Owners', admin: 'Admins', member: 'Members', viewer: 'Viewers' };

/** `Only owners, admins and Mara`. */
export function sharedWith(use: KeyUse, people: readonly Nameable[]): string {
  const named = use.people.flatMap((id) => people.find((each) => each.id === id)?.name ?? []);
  const unknown = use.people.length - named.length;
  const all = [
    ...use.roles.map((role) => roleWords[role].toLowerCase()),
    ...use.tiers.map((tier) => `tier ${tier}`),
    ...named,
    ...(unknown > 0 ? [plural(unknown, 'person', 'people')] : []),
    ...(use.organisations.length > 0 ? [plural(use.organisations.length, 'organisation')] : []),
  ];
  return `Only ${new Intl.ListFormat('en').format(all)}`;
}

interface Props {
  home: KeyHome;
  apiKey: ProviderKey;
  use: KeyUse;
  people: readonly Nameable[];
  open: boolean;
  onClose: () => void;
}

function Form({ home, apiKey, use, people, onClose }: Omit<Props, 'open'>) {
  const [draft, setDraft] = useState(use);
  const [tiers, setTiers] = useState(use.tiers.join(', '));
  const [tried, setTried] = useState(false);
  const change = useChangeKey(home);
  const named = listed(tiers);
  const empty = draft.roles.length + named.length + draft.people.length + draft.organisations.length === 0;
  const fault = !draft.everyone && empty ? words.nobody : undefined;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fault) return;
        const next = draft.everyone
          ? { everyone: true, roles: [], tiers: [], people: [], organisations: [] }
          : { ...draft, tiers: named };
        change.mutate({ id: apiKey.id, use: next }, { onSuccess: onClose });
      }}
    >
      <Segmented
        label={words.who}
        value={draft.everyone ? 'everyone' : 'chosen'}
        segments={[
          { value: 'everyone', label: words.everyone },
          { value: 'chosen', label: words.chosen },
        ]}
        onChange={(value) => setDraft({ ...draft, everyone: value === 'everyone' })}
      />
      {!draft.everyone && home.of === 'organisation' && (
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1 text-sm font-medium text-ink-2">{words.roles}</legend>
          <div className="grid grid-cols-2">
            {roles.map((role) => (
              <Checkbox
                key={role}
                label={roleWords[role]}
                checked={draft.roles.includes(role)}
                onChange={(on) => setDraft({ ...draft, roles: toggled(draft.roles, role, on) })}
              />
            ))}
          </div>
        </fieldset>
      )}
      {!draft.everyone && home.of === 'server' && (
        <Field label={words.tiers} help={words.tiersHelp} error={change.error?.at('/use/tiers')}>
          {(control) => <Input {...control} value={tiers} onChange={(event) => setTiers(event.target.value)} />}
        </Field>
      )}
      {!draft.everyone && home.of === 'server' && (
        <PeopleSearch
          label={words.people}
          chosen={draft.people}
          onChange={(id, on) => setDraft({ ...draft, people: toggled(draft.people, id, on) })}
        />
      )}
      {!draft.everyone && home.of !== 'server' && people.length > 0 && (
        <fieldset className="flex min-w-0 flex-col gap-1">
          <legend className="pb-1 text-sm font-medium text-ink-2">{words.people}</legend>
          <div className="max-h-56 overflow-y-auto">
            {people.map((person) => (
              <Checkbox
                key={person.id}
                label={person.name}
                checked={draft.people.includes(person.id)}
                onChange={(on) => setDraft({ ...draft, people: toggled(draft.people, person.id, on) })}
              />
            ))}
          </div>
        </fieldset>
      )}
      {tried && fault && (
        <p role="alert" className="text-sm text-bad">
          {fault}
        </p>
      )}
      <FormProblem problem={change.error} shown={['/use/tiers']} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={change.isPending}>
          {change.isPending ? words.saving : words.save}
        </Button>
      </div>
    </form>
  );
}

/** Everyone, or whoever is chosen by role, tier or name. */
export function UseDialog({ open, onClose, ...rest }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={words.who} description={words.whoHelp[rest.home.of]}>
      <Form {...rest} onClose={onClose} />
    </Dialog>
  );
}
