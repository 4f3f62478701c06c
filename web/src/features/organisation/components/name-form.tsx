import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { limits } from '@/config/limits';
import type { ApiProblem } from '@/lib/api/problem';
import { words } from '../words';

interface Props {
  label: string;
  initial?: string;
  submit: string;
  busy: string | null;
  problem: ApiProblem | null;
  primary?: boolean;
  extra?: ReactNode;
  onSubmit: (name: string, done: () => void) => void;
}

/** One name and the button that uses it: of an organisation, of a project in it. */
export function NameForm({ label, initial = '', submit, busy, problem, primary, extra, onSubmit }: Props) {
  const [name, setName] = useState(initial);
  const [tried, setTried] = useState(false);
  const given = name.trim();
  return (
    <form
      noValidate
      className="flex max-w-[400px] flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!given) return;
        onSubmit(given, () => {
          setName(initial);
          setTried(false);
        });
      }}
    >
      <Field
        label={label}
        error={(tried && !given ? words.nameFault : undefined) ?? problem?.at('/name')}
        className="w-full"
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={limits.nameCharactersMax}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {problem && !problem.at('/name') && <ProblemPanel compact title={problem.problem.title} problem={problem} />}
      <div className="flex items-center gap-3">
        {extra}
        <Button type="submit" variant={primary ? 'primary' : 'plain'} disabled={busy !== null}>
          {busy ?? submit}
        </Button>
      </div>
    </form>
  );
}
