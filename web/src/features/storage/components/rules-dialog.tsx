import { useQuery } from '@tanstack/react-query';
import { Dialog } from '@/components/ui/dialog';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { DataPolicy } from '@/lib/api/administration';
import { useUser } from '@/lib/queries/session';
import type { Bucket } from '../api/buckets';
import { policiesQuery } from '../api/policies';
import { asSql, concerns, sentence } from '../lib/policy-words';
import { sizeText } from '../lib/sizes';
import { words } from '../words';
import { AccessWord } from './access-word';

function Policy({ policy }: { policy: DataPolicy }) {
  return (
    <li className="flex flex-col gap-1.5 border-b border-line py-3 last:border-0">
      <p className="text-ink">{sentence(policy)}</p>
      <details className="text-sm">
        <summary className="w-fit text-ink-3 hover:text-ink">
          {words.rules.asSql} <span className="font-mono text-xs">{policy.name}</span>
        </summary>
        <pre
          // A long line scrolls by keyboard too.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={policy.name}
          className="mt-2 overflow-x-auto rounded-control bg-ground p-3 font-mono text-xs leading-5 whitespace-pre-wrap text-ink-2 light:bg-raised"
        >
          {asSql(policy)}
        </pre>
      </details>
    </li>
  );
}

function Policies({ bucket }: { bucket: Bucket }) {
  const policies = useQuery(policiesQuery);
  if (policies.error?.code === 'console.off') return <p className="text-ink-2">{words.rules.off}</p>;
  if (policies.error) {
    return (
      <ProblemPanel
        compact
        title={words.rules.failed}
        problem={policies.error}
        onRetry={() => void policies.refetch()}
      />
    );
  }
  if (!policies.data) {
    return (
      <Loading label={words.rules.loading} className="flex flex-col gap-2">
        <Skeleton className="h-10" />
        <Skeleton className="h-10" />
      </Loading>
    );
  }
  const speaking = policies.data.filter((policy) => concerns(policy, bucket.id));
  if (speaking.length === 0) return <p className="text-ink-2">{words.rules.none}</p>;
  return (
    <ul>
      {speaking.map((policy) => (
        <Policy key={policy.name} policy={policy} />
      ))}
    </ul>
  );
}

/** What a bucket takes, who reads it, and for administrators each policy in words and as SQL. */
export function RulesDialog({ bucket, open, onClose }: { bucket: Bucket; open: boolean; onClose: () => void }) {
  const user = useUser();
  const { file_size_limit: size, allowed_mime_types: types } = bucket;
  return (
    <Dialog wide open={open} onClose={onClose} title={words.rules.title(bucket.name)}>
      <div className="flex flex-col gap-6">
        <div className="flex flex-col gap-1.5 text-ink-2">
          <AccessWord isPublic={bucket.public} />
          <p>{bucket.public ? words.rules.public : words.rules.private}</p>
          {size !== null && <p>{words.rules.size(sizeText(size))}</p>}
          {types && <p>{words.rules.types(types.join(', '))}</p>}
          {size === null && !types && <p>{words.rules.everything}</p>}
        </div>
        <section aria-label={words.rules.policies} className="flex flex-col gap-1">
          <h3 className="text-sm font-medium text-ink-2">{words.rules.policies}</h3>
          {user?.is_admin ? <Policies bucket={bucket} /> : <p className="text-ink-2">{words.rules.hidden}</p>}
        </section>
      </div>
    </Dialog>
  );
}
