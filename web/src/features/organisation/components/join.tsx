import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { paths } from '@/config/paths';
import type { User } from '@/lib/api/types';
import { day } from '@/lib/format';
import { previewQuery, useAccept, type Preview } from '../api/organisations';
import { words } from '../words';

interface Props {
  token: string | null;
  user: User | null;
  signUpOpen: boolean;
  onSignOut: () => void;
  onJoined: (organisation: string) => void;
}

/** What stands in the invitation. */
function Said({ preview }: { preview: Preview }) {
  return (
    <p className="text-ink-2">
      <span className="text-ink">{preview.invited_by ?? words.join.somebody}</span> {words.join.asks}{' '}
      <span className="font-medium text-ink">{preview.organisation}</span> {words.join.as}{' '}
      {words.roles[preview.role].toLowerCase()}. {words.join.stands} {day(preview.expires_at)}.
    </p>
  );
}

function Next({
  preview,
  user,
  signUpOpen,
  onSignOut,
  children,
}: Omit<Props, 'token' | 'onJoined'> & {
  preview: Preview;
  children: ReactNode;
}) {
  if (user && user.email === preview.email) return children;
  if (user) {
    return (
      <>
        <p className="text-ink-2">{words.join.meant(preview.email)}</p>
        <Button onClick={onSignOut}>{words.join.signOut}</Button>
      </>
    );
  }
  if (preview.account) {
    return (
      <Button variant="primary" size="lg" asChild>
        <Link to={paths.signIn} search={{ next: paths.join }}>
          {words.join.signIn}
        </Link>
      </Button>
    );
  }
  if (!signUpOpen) return <p className="text-ink-2">{words.join.noAccount(preview.email)}</p>;
  return (
    <Button variant="primary" size="lg" asChild>
      <Link to={paths.signUp}>{words.join.signUp}</Link>
    </Button>
  );
}

/** An invitation and the one thing to do next: join, sign in first, or get an account first. */
export function Join({ token, user, signUpOpen, onSignOut, onJoined }: Props) {
  const preview = useQuery({ ...previewQuery(token ?? ''), enabled: token !== null });
  const accept = useAccept();
  if (token === null) {
    return (
      <>
        <p className="text-ink-2">{words.join.nothing}</p>
        <Button size="lg" asChild>
          <Link to={paths.studio}>{words.join.studio}</Link>
        </Button>
      </>
    );
  }
  return (
    <div className="flex flex-col items-start gap-5">
      {preview.isPending && (
        <Loading label={words.join.loading} className="w-full">
          <Skeleton className="h-20" />
        </Loading>
      )}
      {preview.error && <ProblemPanel compact title={words.join.failed} problem={preview.error} />}
      {preview.data && (
        <>
          <Said preview={preview.data} />
          {accept.error && <ProblemPanel compact title={words.join.failed} problem={accept.error} />}
          <Next preview={preview.data} user={user} signUpOpen={signUpOpen} onSignOut={onSignOut}>
            <Button
              variant="primary"
              size="lg"
              disabled={accept.isPending}
              onClick={() => accept.mutate(token, { onSuccess: (joined) => onJoined(joined.id) })}
            >
              {accept.isPending ? words.join.joining : words.join.accept}
            </Button>
          </Next>
        </>
      )}
    </div>
  );
}
