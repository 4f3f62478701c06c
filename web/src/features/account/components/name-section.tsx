import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { limits } from '@/config/limits';
import type { AuthUser } from '@/lib/api/auth';
import { useChangeAccount } from '../api/account';
import { words } from '../words';

export function NameSection({ account }: { account: AuthUser }) {
  const known = account.user_metadata.name ?? '';
  const [name, setName] = useState(known);
  const change = useChangeAccount();
  const changed = name.trim() !== known;
  return (
    <Section title={words.name.title} lead={words.name.lead}>
      <form
        className="flex flex-col items-start gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) change.mutate({ data: { name: name.trim() } });
        }}
      >
        <Field label={words.name.field} className="w-full">
          {(control) => (
            <Input
              {...control}
              name="name"
              autoComplete="name"
              maxLength={limits.nameCharactersMax}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {change.error && <ProblemPanel compact title={change.error.problem.title} problem={change.error} />}
        <div className="flex items-center gap-4">
          <Button type="submit" disabled={!changed || change.isPending}>
            {change.isPending ? words.name.saving : words.name.save}
          </Button>
          <p role="status" className="text-sm text-ink-2">
            {change.isSuccess && !changed && words.name.saved}
          </p>
        </div>
      </form>
    </Section>
  );
}
