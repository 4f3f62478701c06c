import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { Skeleton } from '@/components/ui/skeleton';
import { StatusWord } from '@/components/ui/status-word';
import { TimeAgo } from '@/components/ui/time-ago';
import { casesQuery, useAllow, type Case } from '../api/moderation';
import { moderationWords as words } from '../words';

function AllowForm({ found, onClose }: { found: Case; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const allow = useAllow();
  const fault = reason.trim() ? undefined : words.reasonFault;
  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!fault) allow.mutate({ id: found.id, reason: reason.trim() }, { onSuccess: onClose });
      }}
    >
      <blockquote className="border-l border-line-strong pl-3 text-ink-2">{found.prompt}</blockquote>
      <Field label={words.reason} error={(tried ? fault : undefined) ?? allow.error?.message}>
        {(control) => <Input {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" variant="primary" disabled={allow.isPending}>
          {words.allow}
        </Button>
      </div>
    </form>
  );
}

function who(found: Case): string {
  return found.email ?? found.user_id;
}

function CaseRow({ found, onAllow }: { found: Case; onAllow: () => void }) {
  const allow = useAllow();
  return (
    <li className="flex flex-col gap-1 border-b border-line py-3 last:border-0">
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <StatusWord tone={found.decision === 'blocked' ? 'bad' : 'warn'}>{words.decisions[found.decision]}</StatusWord>
        <span className="min-w-0 truncate">{who(found)}</span>
        <span className="font-mono text-xs text-ink-3">{found.rule}</span>
        <span className="grow text-sm text-ink-3">
          {words.times(found.times)}, <TimeAgo at={found.last_at} />
        </span>
        {found.allowed_at ? (
          <Button size="sm" disabled={allow.isPending} onClick={() => allow.mutate({ id: found.id, reason: null })}>
            {words.takeBack}
          </Button>
        ) : (
          <Button size="sm" onClick={onAllow}>
            {words.allow}
          </Button>
        )}
      </div>
      <p className="text-ink-2">{found.prompt}</p>
      {found.allowed_reason && <p className="text-sm text-good">{words.allowed(found.allowed_reason)}</p>}
      <p role="status" className="text-sm text-bad empty:hidden">
        {allow.error?.message}
      </p>
    </li>
  );
}

/** What the rules found, newest first; an admin may let one text of one person pass. */
export function ModerationCases() {
  const [allowing, setAllowing] = useState<Case | null>(null);
  const cases = useInfiniteQuery(casesQuery);
  const all = cases.data?.pages.flatMap((page) => page.cases) ?? [];
  return (
    <Section title={words.cases}>
      {cases.isPending && (
        <Loading label={words.loading}>
          <Skeleton className="h-16" />
        </Loading>
      )}
      {cases.error && (
        <ProblemPanel compact title={words.casesFailed} problem={cases.error} onRetry={() => void cases.refetch()} />
      )}
      {cases.data && all.length === 0 && <p className="text-ink-2">{words.noCases}</p>}
      <ul>
        {all.map((found) => (
          <CaseRow key={found.id} found={found} onAllow={() => setAllowing(found)} />
        ))}
      </ul>
      {cases.hasNextPage && (
        <Button
          size="sm"
          className="self-start"
          disabled={cases.isFetchingNextPage}
          onClick={() => void cases.fetchNextPage()}
        >
          {words.older}
        </Button>
      )}
      <Dialog
        open={allowing !== null}
        onClose={() => setAllowing(null)}
        title={words.allowTitle}
        description={allowing ? words.allowBody(who(allowing)) : ''}
      >
        {allowing && <AllowForm found={allowing} onClose={() => setAllowing(null)} />}
      </Dialog>
    </Section>
  );
}
