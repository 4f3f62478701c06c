import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { looksLikeEmail } from '@/lib/email';
import { useSendMessage, type Purpose } from '../api/messages';
import { words } from '../words';
import { useCaptcha } from './captcha';

interface Props {
  purpose: Purpose;
  submit: string;
  onSent: (email: string) => void;
}

/** Only an address; a message goes there, if somebody has it. */
export function EmailForm({ purpose, submit, onSent }: Props) {
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const send = useSendMessage(purpose);
  const captcha = useCaptcha();
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!looksLikeEmail(email) || captcha.missing()) return;
        send.mutate({ email, captcha }, { onSuccess: () => onSent(email), onError: captcha.renew });
      }}
    >
      <Field label={words.forgot.email} error={tried && !looksLikeEmail(email) ? words.forgot.emailFault : undefined}>
        {(control) => (
          <Input
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value.trim())}
            className="h-11"
          />
        )}
      </Field>
      {captcha.field}
      {send.error && <ProblemPanel compact title={send.error.problem.title} problem={send.error} />}
      <Button type="submit" variant="primary" size="lg" disabled={send.isPending}>
        {send.isPending ? words.forgot.busy : submit}
      </Button>
    </form>
  );
}
