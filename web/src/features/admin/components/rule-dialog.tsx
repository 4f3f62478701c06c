import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { Input, Textarea } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { listed } from '@/lib/listed';
import { useSaveRule, type Rule } from '../api/moderation';
import { moderationWords as words } from '../words';

const pointers = ['/id', '/sentence', '/words', '/patterns', '/over'];

function Form({ rule, fresh, onClose }: { rule: Rule; fresh: boolean; onClose: () => void }) {
  const [id, setId] = useState(rule.id);
  const [action, setAction] = useState(rule.action);
  const [sentence, setSentence] = useState(rule.sentence ?? '');
  const [wordList, setWordList] = useState((rule.words ?? []).join('\n'));
  const [patterns, setPatterns] = useState((rule.patterns ?? []).join('\n'));
  const [over, setOver] = useState((rule.over ?? []).join(', '));
  const save = useSaveRule();
  const problem = save.error;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          {
            id: id.trim(),
            action,
            sentence: (action === 'block' && sentence.trim()) || null,
            words: listed(wordList, '\n'),
            patterns: listed(patterns, '\n'),
            over: action === 'allow' ? listed(over) : [],
          },
          { onSuccess: onClose },
        );
      }}
    >
      {fresh && (
        <Field label={words.id} help={words.idHelp} error={problem?.at('/id')}>
          {(control) => (
            <Input
              {...control}
              className="font-mono text-sm"
              value={id}
              onChange={(event) => setId(event.target.value)}
            />
          )}
        </Field>
      )}
      <Segmented
        label={words.action}
        value={action}
        segments={[
          { value: 'block', label: words.actions.block },
          { value: 'flag', label: words.actions.flag },
          { value: 'allow', label: words.actions.allow },
        ]}
        onChange={setAction}
      />
      {action === 'block' && (
        <Field label={words.sentence} help={words.sentenceHelp} error={problem?.at('/sentence')}>
          {(control) => <Input {...control} value={sentence} onChange={(event) => setSentence(event.target.value)} />}
        </Field>
      )}
      <Field label={words.wordsField} help={words.wordsHelp} error={problem?.at('/words')}>
        {(control) => (
          <Textarea
            {...control}
            className="font-mono text-sm"
            value={wordList}
            onChange={(event) => setWordList(event.target.value)}
          />
        )}
      </Field>
      <Field label={words.patterns} help={words.patternsHelp} error={problem?.at('/patterns')}>
        {(control) => (
          <Textarea
            {...control}
            className="font-mono text-sm"
            value={patterns}
            onChange={(event) => setPatterns(event.target.value)}
          />
        )}
      </Field>
      {action === 'allow' && (
        <Field label={words.over} help={words.overHelp} error={problem?.at('/over')}>
          {(control) => <Input {...control} value={over} onChange={(event) => setOver(event.target.value)} />}
        </Field>
      )}
      <FormProblem problem={problem} shown={pointers} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={!id.trim() || save.isPending}>
          {save.isPending ? words.saving : words.save}
        </Button>
      </div>
    </form>
  );
}

export function RuleDialog({ rule, fresh, onClose }: { rule: Rule | null; fresh: boolean; onClose: () => void }) {
  return (
    <Dialog open={rule !== null} onClose={onClose} title={fresh ? words.add : words.changeOf(rule?.id ?? '')}>
      {rule && <Form key={rule.id} rule={rule} fresh={fresh} onClose={onClose} />}
    </Dialog>
  );
}
