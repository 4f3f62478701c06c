import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { count, plural } from '@/lib/format';
import { useCollect, type AllUsage, type Collected } from '../api/usage';
import { sizeText } from '../lib/sizes';
import { words } from '../words';

function outcome({ blobs, bytes, drafts, trashed }: Collected, dryRun: boolean): string {
  if (blobs + drafts + trashed === 0) return words.collector.nothing;
  const what = words.collector.what(
    plural(blobs, 'file'),
    sizeText(bytes),
    plural(drafts, 'unfinished upload'),
    plural(trashed, 'file'),
  );
  return dryRun ? words.collector.would(what) : words.collector.did(what);
}

/** What the disk holds, what of it nothing points to, and the collector that removes that: first only on paper. */
export function CollectorPanel({ kept, disk }: Pick<AllUsage, 'kept' | 'disk'>) {
  const [asking, setAsking] = useState(false);
  const collect = useCollect();
  const rows = [
    [words.collector.kept, sizeText(kept.bytes)],
    [words.collector.contents, count(kept.blobs)],
    [words.collector.trashed, sizeText(kept.trashed)],
    [words.collector.unreferenced, sizeText(kept.unreferenced)],
    [words.collector.free, words.collector.of(sizeText(disk.free), sizeText(disk.total))],
  ];
  const dry = collect.variables === true;
  return (
    <div className="flex flex-col gap-4">
      <dl className="flex flex-col">
        {rows.map(([name, value]) => (
          <div key={name} className="flex h-10 items-center justify-between border-b border-line">
            <dt className="text-ink-2">{name}</dt>
            <dd className="tabular text-ink">{value}</dd>
          </div>
        ))}
      </dl>
      {disk.low && <p className="text-sm text-warn">{words.collector.low}</p>}
      <p className="text-sm text-ink-3">{words.collector.lead}</p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" disabled={collect.isPending} onClick={() => collect.mutate(true)}>
          {collect.isPending && dry ? words.collector.looking : words.collector.look}
        </Button>
        <Button size="sm" variant="danger" disabled={collect.isPending} onClick={() => setAsking(true)}>
          {collect.isPending && !dry ? words.collector.removing : words.collector.remove}
        </Button>
      </div>
      <p role="status" className="tabular text-sm text-ink-2 empty:hidden">
        {collect.data && outcome(collect.data, dry)}
      </p>
      {collect.error && <ProblemPanel compact title={words.collector.failed} problem={collect.error} />}
      <ConfirmDialog
        open={asking}
        title={words.collector.sure}
        body={words.collector.sureBody}
        confirm={words.collector.remove}
        onConfirm={() => collect.mutate(false)}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
