import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { ProblemPanel } from '@/components/ui/problem-panel';
import type { ApiProblem } from '@/lib/api/problem';
import { codeOf, isCode } from '@/lib/code';
import { useSendMessage, useVerifyCode, type Purpose } from '../api/messages';
import { words } from '../words';
import { useCaptcha } from './captcha';

interface Props {
  purpose: Purpose;
  email: string;
  /** Of what comes after the code. */
  problem?: ApiProblem | null;
  pending?: boolean;
  onVerified: (token: string) => void;
  onBack: () => void;
}

/** A message is on its way: its code can be typed here, and it can be sent again. */
export function MessageSent({ purpose, email, problem, pending = false, onVerified, onBack }: Props) {
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const verify = useVerifyCode(purpose);
  const again = useSendMessage(purpose);
  const captcha = useCaptcha();
  const wrong = tried && !isCode(text) ? words.sent.codeFault : undefined;
  const busy = verify.isPending || pending;
  const failure = verify.error ?? problem;
  const sendAgain = () => {
    if (!captcha.missing()) again.mutate({ email, captcha }, { onSettled: captcha.renew });
  };
  return (
    <div className="flex flex-col gap-8">
      <p className="font-medium break-words">{email}</p>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isCode(text) || captcha.missing()) return;
          verify.mutate({ email, code: codeOf(text), captcha }, { onSuccess: onVerified, onError: captcha.renew });
        }}
      >
        <CodeField label={words.sent.code} error={wrong} value={text} onChange={setText} className="h-11" />
        {captcha.field}
        {failure && <ProblemPanel compact title={failure.problem.title} problem={failure} />}
        <Button type="submit" variant="primary" size="lg" disabled={busy}>
          {busy ? words.sent.busy : words.sent.submit}
        </Button>
      </form>
      <div className="flex flex-col items-start gap-3 text-sm text-ink-2">
        <div className="-ml-3 flex flex-wrap gap-1">
          <Button variant="quiet" size="sm" disabled={again.isPending} onClick={sendAgain}>
            {again.isPending ? words.sent.sending : words.sent.again}
          </Button>
          <Button variant="quiet" size="sm" onClick={onBack}>
            {words.sent.back}
          </Button>
        </div>
        <p role="status">{again.isSuccess && words.sent.sentAgain}</p>
        {again.error && <ProblemPanel compact title={again.error.problem.title} problem={again.error} />}
      </div>
    </div>
  );
}
