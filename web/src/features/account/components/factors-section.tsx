import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { TimeAgo } from '@/components/ui/time-ago';
import type { AuthFactor, AuthUser } from '@/lib/api/auth';
import { useEnroll, useRemoveFactor } from '../api/factors';
import { words } from '../words';
import { NewFactor } from './new-factor';

/** The authenticators of a person: add one, remove one. Whoever is here has entered a code of one, if there is any. */
export function FactorsSection({ account }: { account: AuthUser }) {
  const [removing, setRemoving] = useState<AuthFactor | null>(null);
  const enroll = useEnroll();
  const remove = useRemoveFactor();
  const verified = (account.factors ?? []).filter(({ status }) => status === 'verified');
  const failure = enroll.error ?? remove.error;
  const add = () => enroll.mutate(freeName(account.factors ?? []));
  return (
    <Section title={words.factors.title} lead={words.factors.lead}>
      {verified.length === 0 && !enroll.data && <p className="text-ink-2">{words.factors.none}</p>}
      {verified.length > 0 && (
        <ul>
          {verified.map((factor) => (
            <li key={factor.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line py-2">
              <span className="font-medium">{factor.friendly_name || words.factors.unnamed}</span>
              <span className="grow text-sm text-ink-3">
                {words.ways.since} <TimeAgo at={factor.created_at} />
              </span>
              <Button size="sm" variant="danger" onClick={() => setRemoving(factor)}>
                {words.factors.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {failure && <ProblemPanel compact title={failure.problem.title} problem={failure} />}
      {enroll.data ? (
        <NewFactor
          enrolled={enroll.data}
          onConfirmed={() => enroll.reset()}
          onCancel={() => {
            remove.mutate(enroll.data.id);
            enroll.reset();
          }}
        />
      ) : (
        <Button className="self-start" disabled={enroll.isPending} onClick={add}>
          {enroll.isPending ? words.factors.adding : words.factors.add}
        </Button>
      )}
      <ConfirmDialog
        open={removing !== null}
        title={words.factors.removeSure}
        body={words.factors.removeBody}
        confirm={words.factors.remove}
        onConfirm={() => removing && remove.mutate(removing.id)}
        onClose={() => setRemoving(null)}
      />
    </Section>
  );
}

/** Two of one name are refused, so later ones are numbered. */
function freeName(factors: readonly AuthFactor[]): string {
  const taken = new Set(factors.map((factor) => factor.friendly_name));
  let name: string = words.factors.unnamed;
  for (let number = 2; taken.has(name); number++) name = `${words.factors.unnamed} ${number}`;
  return name;
}
