import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import { deviceOf } from '@/lib/user-agent';
import { signInsQuery, useEndSignIn, useSignOutOthers, type SignIn } from '../api/sign-ins';
import { methodName, words } from '../words';

/** Where somebody is signed in: this place, the others, and the end of one or of all others. */
export function SignInsSection() {
  const [asking, setAsking] = useState(false);
  const signIns = useQuery(signInsQuery);
  const endOthers = useSignOutOthers();
  const end = useEndSignIn();
  const others = (signIns.data ?? []).some(({ current }) => !current);
  const failure = endOthers.error ?? end.error;
  return (
    <Section title={words.signIns.title} lead={words.signIns.lead}>
      {signIns.isPending && (
        <Loading label={words.signIns.loading} className="flex flex-col gap-px">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </Loading>
      )}
      {signIns.error && (
        <ProblemPanel
          compact
          title={words.signIns.failed}
          problem={signIns.error}
          onRetry={() => void signIns.refetch()}
        />
      )}
      {signIns.data && (
        <ul aria-label={words.signIns.title}>
          {signIns.data.map((signIn) => (
            <Row
              key={signIn.id}
              signIn={signIn}
              ending={end.isPending && end.variables === signIn.id}
              onEnd={() => end.mutate(signIn.id)}
            />
          ))}
        </ul>
      )}
      {failure && <ProblemPanel compact title={failure.problem.title} problem={failure} />}
      <div className="flex flex-wrap items-center gap-4">
        {others && (
          <Button disabled={endOthers.isPending} onClick={() => setAsking(true)}>
            {endOthers.isPending ? words.signIns.ending : words.signIns.others}
          </Button>
        )}
        <p role="status" className="text-sm text-ink-2 empty:hidden">
          {endOthers.isSuccess && words.signIns.ended}
          {!endOthers.isSuccess && end.isSuccess && words.signIns.endedOne}
        </p>
      </div>
      <ConfirmDialog
        open={asking}
        title={words.signIns.sure}
        body={words.signIns.sureBody}
        confirm={words.signIns.others}
        onConfirm={() => endOthers.mutate()}
        onClose={() => setAsking(false)}
      />
    </Section>
  );
}

function Row({ signIn, ending, onEnd }: { signIn: SignIn; ending: boolean; onEnd: () => void }) {
  const device = deviceOf(signIn.user_agent);
  const how = signIn.methods.map(methodName).toReversed().join(', ');
  return (
    <li className="flex min-h-14 items-center gap-x-4 border-b border-line py-2 last:border-0">
      <div className="flex min-w-0 grow flex-col">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium" title={signIn.user_agent ?? undefined}>
            {device}
          </span>
          {signIn.current && <span className="text-sm text-accent-text">{words.signIns.here}</span>}
        </p>
        <p className="tabular text-sm text-ink-2">
          {signIn.ip && <span className="mr-3">{signIn.ip}</span>}
          <span className="mr-3">{how}</span>
          {words.signIns.since} <TimeAgo at={signIn.created_at} />
          {!signIn.current && (
            <>
              {', '}
              {words.signIns.used} <TimeAgo at={signIn.last_used_at} />
            </>
          )}
        </p>
      </div>
      {!signIn.current && (
        <Button size="sm" disabled={ending} onClick={onEnd} aria-label={`${words.signIns.end}: ${device}`}>
          {words.signIns.end}
        </Button>
      )}
    </li>
  );
}
