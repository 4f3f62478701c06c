import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { StatusWord, type Tone } from '@/components/ui/status-word';
import { rulesQuery, useRemoveRule, useTry, type KnownRule, type Rule, type Verdict } from '../api/moderation';
import { moderationWords as words } from '../words';
import { ModerationCases } from './moderation-cases';
import { RuleDialog } from './rule-dialog';

const tones: Record<Rule['action'], Tone> = { block: 'bad', flag: 'warn', allow: 'good' };
const verdictTones: Record<Verdict['decision'], Tone> = { blocked: 'bad', flagged: 'warn', allowed: 'good' };

/** A text is judged as a run would be; nothing is kept. */
function Trial() {
  const [text, setText] = useState('');
  const judge = useTry();
  return (
    <Section title={words.tryTitle}>
      <form
        noValidate
        className="flex max-w-2xl flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) judge.mutate(text);
        }}
      >
        <div className="flex items-end gap-3">
          <Field label={words.tryField} error={judge.error?.message} className="grow">
            {(control) => <Input {...control} value={text} onChange={(event) => setText(event.target.value)} />}
          </Field>
          <Button type="submit" disabled={!text.trim() || judge.isPending}>
            {words.tryDo}
          </Button>
        </div>
        <p role="status" className="flex flex-wrap items-center gap-x-3 text-sm empty:hidden">
          {judge.data && (
            <>
              <StatusWord tone={verdictTones[judge.data.decision]}>{words.decisions[judge.data.decision]}</StatusWord>
              {judge.data.rule && <span className="text-ink-3">{words.tryBy(judge.data.rule)}</span>}
              {judge.data.sentence && <span className="text-ink-2">{judge.data.sentence}</span>}
            </>
          )}
        </p>
      </form>
    </Section>
  );
}

function RuleRow({ known, onChange, onRemove }: { known: KnownRule; onChange: () => void; onRemove: () => void }) {
  const { rule } = known;
  return (
    <li className="flex flex-col gap-1 border-b border-line py-3 last:border-0">
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <h3 className="font-mono text-sm">{rule.id}</h3>
        <StatusWord tone={known.replaced ? 'neutral' : tones[rule.action]}>{words.actions[rule.action]}</StatusWord>
        {known.source === 'file' && (
          <span className="text-sm text-ink-3">{known.replaced ? words.replaced : words.ofFile}</span>
        )}
        <span className="ml-auto flex gap-2">
          {!known.replaced && (
            <Button size="sm" aria-label={words.changeOf(rule.id)} onClick={onChange}>
              {words.change}
            </Button>
          )}
          {known.source === 'admin' && (
            <Button size="sm" variant="quiet" className="text-bad" onClick={onRemove}>
              {words.remove}
            </Button>
          )}
        </span>
      </div>
      {rule.sentence && <p className="text-sm text-ink-2">{rule.sentence}</p>}
      <p className="truncate font-mono text-xs text-ink-3">
        {[...(rule.words ?? []), ...(rule.patterns ?? []), ...(rule.over ?? []).map((each) => `over ${each}`)].join(
          ' · ',
        )}
      </p>
    </li>
  );
}

const blank: Rule = { id: '', action: 'block' };

/** The rules that judge prompts, a place to try them, and what they found. */
export function Moderation() {
  const [editing, setEditing] = useState<Rule | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const rules = useQuery(rulesQuery);
  const remove = useRemoveRule();
  return (
    <div className="flex flex-col gap-8">
      <p className="max-w-[70ch] text-ink-2">{words.lead}</p>
      <Section
        title={words.rules}
        action={
          <Button onClick={() => setEditing(blank)}>
            <Plus size={16} strokeWidth={1.5} aria-hidden />
            {words.add}
          </Button>
        }
      >
        {rules.isPending && (
          <Loading label={words.loading} className="flex flex-col gap-3">
            <Skeleton className="h-12" />
            <Skeleton className="h-12" />
          </Loading>
        )}
        {rules.error && (
          <ProblemPanel compact title={words.failed} problem={rules.error} onRetry={() => void rules.refetch()} />
        )}
        {rules.data?.length === 0 && <p className="text-ink-2">{words.noRules}</p>}
        <ul>
          {rules.data?.map((known) => (
            <RuleRow
              key={`${known.source} ${known.rule.id}`}
              known={known}
              onChange={() => setEditing(known.rule)}
              onRemove={() => setRemoving(known.rule.id)}
            />
          ))}
        </ul>
        <p role="status" className="text-sm text-bad empty:hidden">
          {remove.error?.message}
        </p>
      </Section>
      <Trial />
      <ModerationCases />
      <RuleDialog rule={editing} fresh={editing === blank} onClose={() => setEditing(null)} />
      <ConfirmDialog
        open={removing !== null}
        title={words.removeTitle(removing ?? '')}
        body={words.removeBody}
        confirm={words.remove}
        onConfirm={() => removing && remove.mutate(removing)}
        onClose={() => setRemoving(null)}
      />
    </div>
  );
}
