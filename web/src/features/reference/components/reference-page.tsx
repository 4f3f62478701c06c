import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, Download } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { Page } from '@/components/ui/page';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { SearchField } from '@/components/ui/search-field';
import { Skeleton } from '@/components/ui/skeleton';
import { paths } from '@/config/paths';
import { cn } from '@/lib/cn';
import { documentPath, openApiQuery, type OpenApi } from '../api/openapi';
import { found, groupsOf, operationOf } from '../lib/operations';
import { words } from '../words';
import { OperationDetail } from './operation-detail';
import { OperationList } from './operation-list';

interface Props {
  open: string | undefined;
  search: string;
  onSearch: (search: string) => void;
}

/** Every route of the server: found by words, read, and tried. */
export function ReferencePage(props: Props) {
  const { data, error, refetch } = useQuery(openApiQuery);
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Button size="sm" asChild>
          <a href={documentPath} download="atelier.openapi.json">
            <Download size={16} strokeWidth={1.5} aria-hidden />
            {words.file}
          </a>
        </Button>
      }
    >
      {data ? (
        <Routes document={data} {...props} />
      ) : error ? (
        <ProblemPanel title={words.failed} problem={error} onRetry={() => void refetch()} />
      ) : (
        <Loading label={words.loading} className="flex flex-col gap-3">
          {Array.from({ length: 8 }, (_, row) => (
            <Skeleton key={row} className="h-6 w-full max-w-[360px]" />
          ))}
        </Loading>
      )}
    </Page>
  );
}

/** Narrow screens show the list or the route, wide ones both. */
function Routes({ document, open, search, onSearch }: Props & { document: OpenApi }) {
  const groups = useMemo(() => groupsOf(document), [document]);
  const shown = useMemo(() => found(groups, search), [groups, search]);
  const operation = open ? operationOf(groups, open) : undefined;
  return (
    <div className="grid gap-8 md:grid-cols-[minmax(240px,320px)_minmax(0,1fr)]">
      <div className={cn('flex min-w-0 flex-col gap-4 md:sticky md:top-6 md:self-start', open && 'max-md:hidden')}>
        <SearchField label={words.search} value={search} onChange={onSearch} />
        <div className="min-w-0 md:max-h-[calc(100dvh-8rem)] md:overflow-y-auto">
          <OperationList groups={shown} search={search} open={open} />
        </div>
      </div>
      <div className={cn('min-w-0', !open && 'max-md:hidden')}>
        <Link
          to={paths.reference}
          search={search ? { q: search } : {}}
          className="mb-4 inline-flex h-10 items-center gap-2 text-ink-2 hover:text-ink md:hidden"
        >
          <ArrowLeft size={16} strokeWidth={1.5} aria-hidden />
          {words.all}
        </Link>
        {operation ? (
          <OperationDetail key={operation.operationId} document={document} operation={operation} />
        ) : (
          <Empty title={open ? words.notThere : words.choose} body={words.chooseBody} className="px-0 py-0 md:px-0" />
        )}
      </div>
    </div>
  );
}
