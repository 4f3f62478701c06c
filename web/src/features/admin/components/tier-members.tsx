import { CircleX, Plus } from 'lucide-react';
import { useState } from 'react';
import { PeopleSearch } from '@/components/people/people-search';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { notify } from '@/components/ui/notices';
import { Section } from '@/components/ui/section';
import { Select } from '@/components/ui/select';
import { cn } from '@/lib/cn';
import type { ApiProblem } from '@/lib/api/problem';
import { toggled } from '@/lib/listed';
import { useChangeRules, type QueueRules, type RuleChange } from '../api/tiers';
import { words as all } from '../tier-words';

const words = all.members;
const isId = (name: string) => /^[0-9a-f-]{36}$/.test(name);

function Form({ rules, onClose }: { rules: QueueRules; onClose: () => void }) {
  const [tier, setTier] = useState(rules.tiers[0]?.name ?? '');
  const [people, setPeople] = useState<string[]>([]);
  const [organisation, setOrganisation] = useState('');
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const change = useChangeRules();
  const fault = people.length === 0 && !organisation.trim() ? words.fault : undefined;
  const put = async () => {
    setTried(true);
    if (fault) return;
    setSending(true);
    setProblem(null);
    const changes: RuleChange[] = [
      ...people.map((id) => ({ of: 'people' as const, user_id: id, tier })),
      ...(organisation.trim() ? [{ of: 'organisations' as const, org_id: organisation.trim(), tier }] : []),
    ];
    try {
      for (const each of changes) await change.mutateAsync(each);
      onClose();
    } catch (refused) {
      setProblem(refused as ApiProblem);
    }
    setSending(false);
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        void put();
      }}
    >
      <Field label={words.tier}>
        {(control) => (
          <Select
            {...control}
            value={tier}
            options={rules.tiers.map(({ name }) => ({ value: name, label: name }))}
            onChange={setTier}
          />
        )}
      </Field>
      <PeopleSearch
        label={words.people}
        chosen={people}
        onChange={(id, on) => setPeople((before) => toggled(before, id, on))}
      />
      <Field
        label={words.organisation}
        help={words.organisationHelp}
        error={(tried ? fault : undefined) ?? problem?.at('/org_id')}
      >
        {(control) => (
          <Input
            {...control}
            spellCheck={false}
            className="font-mono"
            value={organisation}
            onChange={(event) => setOrganisation(event.target.value)}
          />
        )}
      </Field>
      <FormProblem problem={problem} shown={['/org_id']} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{all.cancel}</Button>
        <Button type="submit" variant="primary" disabled={sending}>
          {sending ? all.saving : words.do}
        </Button>
      </div>
    </form>
  );
}

interface Member {
  id: string;
  name: string;
  kind: string;
  tier: string;
  out: RuleChange;
}

/** People and organisations that are in a tier of their own. */
export function TierMembers({ rules }: { rules: QueueRules }) {
  const [putting, setPutting] = useState(false);
  const change = useChangeRules();
  const members: Member[] = [
    ...rules.organisations.map(({ org_id, name, tier }) => ({
      id: org_id,
      name: name ?? org_id,
      kind: words.ofOrganisation,
      tier,
      out: { of: 'organisations' as const, org_id, tier: null },
    })),
    ...rules.people.map(({ user_id, email, name, tier }) => ({
      id: user_id,
      name: [name, email].filter(Boolean).join(', ') || user_id,
      kind: words.person,
      tier,
      out: { of: 'people' as const, user_id, tier: null },
    })),
  ];
  return (
    <Section
      title={words.title}
      lead={words.lead}
      action={
        <Button disabled={rules.tiers.length === 0} onClick={() => setPutting(true)}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          {words.put}
        </Button>
      }
    >
      {members.length === 0 && <p className="text-ink-2">{words.none}</p>}
      <ul aria-label={words.title} className="empty:hidden">
        {members.map(({ id, name, kind, tier, out }) => (
          <li key={id} className="flex min-h-12 items-center gap-4 border-b border-line last:border-0">
            <div className="min-w-0 grow">
              <p className={cn('truncate', isId(name) && 'font-mono text-sm')}>{name}</p>
              <p className="text-sm text-ink-3">{kind}</p>
            </div>
            <span className="shrink-0 text-sm text-ink-2">{tier}</span>
            <IconButton
              icon={CircleX}
              label={words.takeOut(name)}
              disabled={change.isPending}
              onClick={() => change.mutate(out, { onError: (problem) => notify(problem.message) })}
            />
          </li>
        ))}
      </ul>
      <Dialog open={putting} onClose={() => setPutting(false)} title={words.dialog}>
        <Form rules={rules} onClose={() => setPutting(false)} />
      </Dialog>
    </Section>
  );
}
