import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { codeOf, isCode } from '@/lib/code';
import { useFinish, type SecondStep } from '../api/enter';
import { words } from '../words';
import { EntryFrame } from './entry-frame';

interface Props {
  step: SecondStep;
  onDone: () => void;
  /** Back to the first half, which has to be done anew. */
  onBack: () => void;
}

/** The second half of a sign-in: what the authenticator shows now. */
export function SecondStepPage({ step, onDone, onBack }: Props) {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const finish = useFinish();
  const over = finish.error?.code === 'identity.second_step_over';
  return (
    <EntryFrame title={words.step.title} heading={words.step.heading} lead={leadOf(step)}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!over && isCode(text)) finish.mutate({ ticket: step.ticket, code: codeOf(text) }, { onSuccess: onDone });
        }}
      >
        <CodeField
          label={words.step.code}
          error={tried && !isCode(text) ? words.step.codeFault : undefined}
          value={text}
          onChange={setText}
          className="h-11"
        />
        {finish.error && <ProblemPanel compact title={finish.error.problem.title} problem={finish.error} />}
        <div className="flex flex-col gap-3">
          {!over && (
            <Button type="submit" variant="primary" size="lg" disabled={finish.isPending}>
              {finish.isPending ? words.step.busy : words.step.submit}
            </Button>
          )}
          <Button variant={over ? 'primary' : 'quiet'} size="lg" onClick={onBack}>
            {over ? words.step.again : words.step.back}
          </Button>
        </div>
      </form>
      <p className="text-sm text-ink-3">{words.step.lost}</p>
    </EntryFrame>
  );
}

function leadOf({ authenticators }: SecondStep): string {
  const named = authenticators.filter((name) => name !== '');
  if (named.length === 0 || named.length < authenticators.length) return words.step.lead;
  return `${words.step.leadNamed} ${new Intl.ListFormat('en', { type: 'disjunction' }).format(named)}.`;
}
