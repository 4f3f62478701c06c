import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import type { StatementLine } from '@/lib/api/money';
import { cn } from '@/lib/cn';
import { money } from '@/lib/format';
import { statementQuery } from '../api/statement';
import { readPriceRule, usedWords } from '../lib/price-rule';
import { words } from '../words';

function what(line: StatementLine): string {
  return line.price_rule ? readPriceRule(line.price_rule).model : (line.reason ?? words.kinds[line.kind] ?? line.kind);
}

/** Why a line is what it is: only what is known. */
function reasons(line: StatementLine): [string, string][] {
  const rule = line.price_rule ? readPriceRule(line.price_rule) : null;
  const all: [string, string | null | undefined][] = [
    [words.statement.rule, rule?.rates.join(', ')],
    [words.statement.source, rule?.source ? [rule.source, rule.asOf].filter(Boolean).join(', ') : null],
    [words.statement.held, line.held_micros ? money(line.held_micros) : null],
    [words.statement.used, usedWords(line.evidence?.usage)],
    [words.statement.finish, line.evidence?.finish_reason],
    [words.statement.request, line.evidence?.provider_request_id],
  ];
  return all.filter((entry): entry is [string, string] => Boolean(entry[1]));
}

function Line({ line }: { line: StatementLine }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const facts = reasons(line);
  const name = what(line);
  const paidElsewhere = line.account === 'own_keys';
  const row = (
    <>
      <ChevronRight
        size={16}
        strokeWidth={1.5}
        aria-hidden
        className={cn(
          'shrink-0 text-ink-3 transition-transform',
          open && 'rotate-90',
          facts.length === 0 && 'opacity-0',
        )}
      />
      <span className="flex min-w-0 flex-1 flex-col md:flex-row md:items-baseline md:gap-3">
        <span className="truncate">{name}</span>
        <span className="truncate text-sm text-ink-3">
          {words.kinds[line.kind] ?? line.kind}
          {line.kind === 'release' && line.reason && `: ${line.reason}`}
          {paidElsewhere && `, ${words.statement.ownKeys}`}
        </span>
      </span>
      <span className="shrink-0 text-sm text-ink-3 max-md:hidden">
        <TimeAgo at={line.created_at} />
      </span>
      <span
        className={cn(
          'tabular w-24 shrink-0 text-right',
          line.amount_micros > 0 && 'text-good',
          (paidElsewhere || line.amount_micros === 0) && 'text-ink-3',
        )}
      >
        {line.amount_micros > 0 && '+'}
        {money(line.amount_micros)}
      </span>
    </>
  );
  return (
    <li className="border-b border-line last:border-0">
      {facts.length === 0 ? (
        <div className="flex min-h-11 w-full items-center gap-2 py-1">{row}</div>
      ) : (
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          className="flex min-h-11 w-full items-center gap-2 py-1 text-left hover:bg-raised"
          onClick={() => setOpen(!open)}
        >
          {row}
        </button>
      )}
      {open && (
        <dl id={id} className="grid gap-x-6 gap-y-2 pt-1 pb-4 pl-6 text-sm md:grid-cols-[max-content_1fr] md:gap-y-1">
          {facts.map(([term, fact]) => (
            <div key={term} className="flex min-w-0 flex-col md:contents">
              <dt className="text-ink-3">{term}</dt>
              <dd className="tabular break-words text-ink-2">{fact}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

export function Statement() {
  const statement = useInfiniteQuery(statementQuery);
  const lines = statement.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <div className="flex flex-col gap-3">
      {statement.isPending && (
        <Loading label="Loading the statement" className="flex flex-col gap-2">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </Loading>
      )}
      {statement.error && (
        <ProblemPanel
          compact
          title={words.statement.failed}
          problem={statement.error}
          onRetry={() => void statement.refetch()}
        />
      )}
      {statement.data && lines.length === 0 && <p className="text-ink-2">{words.statement.none}</p>}
      {lines.length > 0 && (
        <ul aria-label={words.statement.caption}>
          {lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ul>
      )}
      {statement.hasNextPage && (
        <Button
          size="sm"
          className="self-start"
          disabled={statement.isFetchingNextPage}
          onClick={() => void statement.fetchNextPage()}
        >
          {words.statement.older}
        </Button>
      )}
    </div>
  );
}
