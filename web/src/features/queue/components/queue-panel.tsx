import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleX, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { limits } from '@/config/limits';
import { paths } from '@/config/paths';
import { sessionQuery } from '@/lib/queries/session';
import type { Whose } from '../api/queue';
import { useQueue, type QueueView } from '../lib/use-queue';
import { words } from '../words';
import { EndedList } from './ended-list';
import { QueueRow } from './queue-row';

/** What is done to all of one's own that waits. */
function Tools({ view }: { view: QueueView }) {
  const [asking, setAsking] = useState(false);
  const waiting = view.entries.filter((entry) => entry.status === 'pending');
  const ids = waiting.slice(0, limits.queueIdsMax).map((entry) => entry.id);
  if (waiting.length === 0) return null;
  const paused = waiting.every((entry) => entry.paused);
  const Icon = paused ? Play : Pause;
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="sm"
        disabled={view.busy}
        onClick={() => view.send({ act: paused ? 'resume' : 'pause', ids: 'all' })}
      >
        <Icon size={16} strokeWidth={1.5} aria-hidden />
        {paused ? words.resumeAll : words.pauseAll}
      </Button>
      <Button size="sm" variant="quiet" disabled={view.busy} onClick={() => setAsking(true)}>
        <CircleX size={16} strokeWidth={1.5} aria-hidden />
        {words.clear}
      </Button>
      <ConfirmDialog
        open={asking}
        title={words.clearSure(ids.length)}
        body={words.clearBody}
        confirm={words.clear}
        cancel={words.clearKeep}
        onConfirm={() => view.send({ act: 'cancel', ids })}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}

function List({ view, whose }: { view: QueueView; whose: Whose }) {
  const [said, setSaid] = useState<{ name: string; id: string }>();
  const { queue, entries } = view;
  const place = said ? entries.filter((entry) => entry.status === 'pending').findIndex(({ id }) => id === said.id) : -1;
  if (queue.isPending) {
    return (
      <Loading label={words.loading} className="flex flex-col gap-3">
        <Skeleton className="h-14" />
        <Skeleton className="h-14" />
      </Loading>
    );
  }
  if (queue.error) {
    return (
      <ProblemPanel
        className="px-0 md:px-0"
        title={words.failed}
        problem={queue.error}
        onRetry={() => void queue.refetch()}
      />
    );
  }
  if (entries.length === 0) {
    return (
      <Empty
        className="px-0 py-8 md:px-0"
        title={whose === 'mine' ? words.none : words.noneOfAll}
        action={
          <Button asChild>
            <Link to={paths.studio}>{words.toStudio}</Link>
          </Button>
        }
      />
    );
  }
  return (
    <>
      <p role="status" className="sr-only">
        {said && place >= 0 ? words.moved(said.name, place + 1) : ''}
      </p>
      <ul aria-label={words.running}>
        {entries.map((entry) => (
          <QueueRow
            key={entry.id}
            entry={entry}
            view={view}
            whose={whose}
            onMoved={(name, id) => setSaid({ name, id })}
          />
        ))}
      </ul>
      {queue.hasNextPage && (
        <Button variant="quiet" disabled={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  );
}

/** What runs and what waits, in its order; what ended lately. Administrators see everybody's, without the words. */
export function QueuePanel() {
  const { data: session } = useQuery(sessionQuery);
  const [whose, setWhose] = useState<Whose>('mine');
  const view = useQueue(whose);
  return (
    <>
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-3 empty:hidden">
          {session?.user?.is_admin && (
            <Segmented
              label={words.whose}
              value={whose}
              onChange={setWhose}
              segments={[
                { value: 'mine', label: words.mine },
                { value: 'all', label: words.all },
              ]}
            />
          )}
          {whose === 'mine' && <Tools view={view} />}
        </div>
        <div>
          <List view={view} whose={whose} />
        </div>
      </div>
      {whose === 'mine' && <EndedList view={view} />}
    </>
  );
}
