import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { ApiProblem } from '@/lib/api/problem';
import { tablesQuery } from '../api/console';
import { dataWords as words } from '../words';
import { DataTables } from './data-tables';
import { SqlDesk } from './sql-desk';

type View = keyof typeof words.views;

const isOff = (problem: Error) => problem instanceof ApiProblem && problem.code === 'console.off';

/** Tables with who may do what, and SQL as any role; there only where the operator turned it on. */
export function DataConsole() {
  const tables = useQuery({ ...tablesQuery, retry: false });
  const [view, setView] = useState<View>('tables');
  const [sql, setSql] = useState('');

  if (tables.isPending) {
    return (
      <Loading label={words.loading} className="flex flex-col gap-2">
        <Skeleton className="h-9 w-40" />
        <Skeleton className="h-64" />
      </Loading>
    );
  }
  if (tables.error) {
    return isOff(tables.error) ? (
      <Empty className="px-0 py-8 md:px-0" title={words.off} body={words.offBody} />
    ) : (
      <ProblemPanel compact title={words.failed} problem={tables.error} onRetry={() => void tables.refetch()} />
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <Segmented
        label={words.view}
        value={view}
        segments={(['tables', 'sql'] as const).map((value) => ({ value, label: words.views[value] }))}
        onChange={setView}
        className="self-start"
      />
      {view === 'tables' ? (
        <DataTables
          tables={tables.data}
          onQuery={(text) => {
            setSql(text);
            setView('sql');
          }}
        />
      ) : (
        <SqlDesk sql={sql} onSql={setSql} />
      )}
    </div>
  );
}
