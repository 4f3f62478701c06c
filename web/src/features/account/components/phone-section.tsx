import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { notify } from '@/components/ui/notices';
import type { AuthUser } from '@/lib/api/auth';
import { codeOf, isCode } from '@/lib/code';
import { useChangeAccount, useConfirmPhone, useResendPhoneCode } from '../api/account';
import { words } from '../words';

/** As the server keeps it: digits, with the country. */
const digits = (text: string) => text.replace(/[\s()./-]/g, '').replace(/^\+|^00/, '');

function faultOf(text: string, current: string | undefined): string | undefined {
  if (!/^[1-9]\d{6,14}$/.test(digits(text))) return words.phone.fault;
  return digits(text) === current ? words.phone.same : undefined;
}

/** The telephone number: added, changed, and confirmed by the code that comes to it. */
export function PhoneSection({ account }: { account: AuthUser }) {
  const [number, setNumber] = useState('');
  const [tried, setTried] = useState(false);
  const change = useChangeAccount();
  const fault = faultOf(number, account.phone);
  const saved = () => {
    setNumber('');
    setTried(false);
  };
  return (
    <Section
      title={words.phone.title}
      lead={
        account.phone ? (
          <>
            {words.phone.lead} <span className="tabular font-medium text-ink">+{account.phone}</span>.
          </>
        ) : (
          words.phone.none
        )
      }
    >
      {account.new_phone && <Pending key={account.new_phone} next={account.new_phone} />}
      <form
        noValidate
        className="flex flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!fault) change.mutate({ phone: `+${digits(number)}` }, { onSuccess: saved });
        }}
      >
        <Field label={words.phone.field} help={words.phone.help} error={tried ? fault : undefined} className="w-full">
          {(control) => (
            <Input
              {...control}
              type="tel"
              name="phone"
              autoComplete="tel"
              value={number}
              onChange={(event) => setNumber(event.target.value)}
            />
          )}
        </Field>
        {change.error && <ProblemPanel compact title={change.error.problem.title} problem={change.error} />}
        <Button type="submit" disabled={change.isPending}>
          {change.isPending ? words.phone.saving : account.phone ? words.phone.save : words.phone.add}
        </Button>
      </form>
    </Section>
  );
}

function Pending({ next }: { next: string }) {
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const confirm = useConfirmPhone();
  const again = useResendPhoneCode();
  const failure = confirm.error ?? again.error;
  return (
    <form
      noValidate
      className="flex flex-col items-start gap-3 rounded-panel bg-panel p-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (isCode(code)) {
          confirm.mutate({ phone: `+${next}`, code: codeOf(code) }, { onSuccess: () => notify(words.phone.confirmed) });
        }
      }}
    >
      <p role="status">
        {words.phone.pending} <span className="tabular font-medium">+{next}</span>.
      </p>
      <p className="max-w-[60ch] text-sm text-ink-2">{words.phone.pendingLead}</p>
      <CodeField
        label={words.phone.code}
        error={tried && !isCode(code) ? words.phone.codeFault : undefined}
        value={code}
        onChange={setCode}
      />
      {failure && <ProblemPanel compact title={failure.problem.title} problem={failure} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" size="sm" variant="primary" disabled={confirm.isPending}>
          {confirm.isPending ? words.phone.confirming : words.phone.confirm}
        </Button>
        <Button type="button" size="sm" disabled={again.isPending} onClick={() => again.mutate(`+${next}`)}>
          {again.isPending ? words.phone.sending : words.phone.again}
        </Button>
        {again.isSuccess && <p className="text-sm text-ink-2">{words.phone.sentAgain}</p>}
      </div>
    </form>
  );
}
