import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { TimeAgo } from '@/components/ui/time-ago';
import type { AuthUser } from '@/lib/api/auth';
import { useSignOutOthers } from '../api/account';
import { words } from '../words';

export function SignInsSection({ account }: { account: AuthUser }) {
  const [asking, setAsking] = useState(false);
  const end = useSignOutOthers();
  return (
    <Section title={words.signIns.title} lead={words.signIns.lead}>
      {account.last_sign_in_at && (
        <p className="text-sm text-ink-2">
          {words.signIns.last} <TimeAgo at={account.last_sign_in_at} />.
        </p>
      )}
      {end.error && <ProblemPanel compact title={end.error.problem.title} problem={end.error} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button disabled={end.isPending} onClick={() => setAsking(true)}>
          {end.isPending ? words.signIns.ending : words.signIns.others}
        </Button>
        <p role="status" className="text-sm text-ink-2">
          {end.isSuccess && words.signIns.ended}
        </p>
      </div>
      <ConfirmDialog
        open={asking}
        title={words.signIns.sure}
        body={words.signIns.sureBody}
        confirm={words.signIns.others}
        onConfirm={() => end.mutate()}
        onClose={() => setAsking(false)}
      />
    </Section>
  );
}
