import { Link } from '@tanstack/react-router';
import { Empty } from '@/components/ui/empty';
import { InlineCode } from '@/components/ui/inline-code';
import { paths } from '@/config/paths';
import { cn } from '@/lib/cn';
import type { Group } from '../lib/operations';
import { words } from '../words';
import { MethodWord } from './method-word';

interface Props {
  groups: readonly Group[];
  search: string;
  open: string | undefined;
}

/** Routes under their headings. */
export function OperationList({ groups, search, open }: Props) {
  if (groups.length === 0) return <Empty title={words.none} body={words.noneBody} className="px-0 md:px-0" />;
  return (
    <nav aria-label={words.routes} className="flex flex-col gap-6">
      {groups.map(({ name, description, operations }) => (
        <section key={name} aria-label={name} className="flex flex-col gap-1">
          <h2 className="text-base font-semibold">{name}</h2>
          <p className="pb-1 text-sm text-ink-3">
            <InlineCode text={description} />
          </p>
          <ul className="flex flex-col">
            {operations.map((each) => (
              <li key={each.operationId}>
                <Link
                  to={paths.reference}
                  search={{ op: each.operationId, ...(search ? { q: search } : {}) }}
                  aria-current={each.operationId === open ? 'true' : undefined}
                  className={cn(
                    'flex items-baseline gap-2 rounded-control px-2 py-1.5 hover:bg-raised max-md:py-2.5',
                    each.operationId === open && 'bg-raised',
                  )}
                >
                  <MethodWord method={each.method} className="w-14" />
                  <span className="min-w-0 font-mono text-xs break-all text-ink">{each.path}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
