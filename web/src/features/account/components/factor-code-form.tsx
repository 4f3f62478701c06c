import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { codeOf, isCode } from '@/lib/code';
import { useTakeCode } from '../api/factors';
import { words } from '../words';

interface Props {
  factorId: string;
  onTaken: () => void;
  onCancel: () => void;
}

/** Asks for what the authenticator shows now. */
export function FactorCodeForm({ factorId, onTaken, onCancel }: Props) {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const take = useTakeCode();
  return (
    <form
      noValidate
      className="flex w-full flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isCode(code)) take.mutate({ factorId, code: codeOf(code) }, { onSuccess: onTaken });
      }}
    >
      <CodeField
        label={words.factors.code}
        error={tried && !isCode(code) ? words.factors.codeFault : undefined}
        value={code}
        onChange={setCode}
      />
      {take.error && <ProblemPanel compact title={take.error.problem.title} problem={take.error} />}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={take.isPending}>
          {take.isPending ? words.factors.confirming : words.factors.confirm}
        </Button>
        <Button variant="quiet" onClick={onCancel}>
          {words.factors.cancel}
        </Button>
      </div>
    </form>
  );
}
