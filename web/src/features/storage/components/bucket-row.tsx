import { Link } from '@tanstack/react-router';
import { Ellipsis, Eraser, ScrollText, Settings2, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import { notify } from '@/components/ui/notices';
import { paths } from '@/config/paths';
import { plural } from '@/lib/format';
import { isOurs, useDeleteBucket, useEmptyBucket, type Bucket } from '../api/buckets';
import type { BucketUsage } from '../api/usage';
import { sizeText } from '../lib/sizes';
import { words } from '../words';
import { AccessWord } from './access-word';
import { BucketDialog } from './bucket-dialog';
import { RulesDialog } from './rules-dialog';

type Opened = 'rules' | 'settings' | 'empty' | 'remove' | null;

/** `image/*, video/mp4 up to 20 MB`, or nothing where nothing is asked. */
function limitsOf({ file_size_limit, allowed_mime_types }: Bucket): string | null {
  const parts = [
    ...(allowed_mime_types ? [allowed_mime_types.join(', ')] : []),
    ...(file_size_limit === null ? [] : [words.buckets.upTo(sizeText(file_size_limit))]),
  ];
  return parts.length > 0 ? parts.join(' · ') : null;
}

interface Props {
  bucket: Bucket;
  /** How full it is; left out while that is not known, or where nothing of this view is in it. */
  filling: BucketUsage | undefined;
  manages: boolean;
}

/** One bucket of the list. */
export function BucketRow({ bucket, filling, manages }: Props) {
  const [opened, setOpened] = useState<Opened>(null);
  const empty = useEmptyBucket();
  const remove = useDeleteBucket();
  const close = () => setOpened(null);
  const failed = (problem: Error) => notify(problem.message);
  const note =
    words.buckets.about[bucket.id] ?? limitsOf(bucket) ?? `${words.buckets.anySize}, ${words.buckets.anyType}`;
  return (
    <li className="group relative flex min-h-16 items-center gap-4 border-b border-line py-2 hover:bg-panel md:-mx-3 md:px-3">
      <div className="flex min-w-0 grow flex-col">
        <Link
          to={paths.bucket}
          params={{ bucketId: bucket.id }}
          className="truncate font-medium text-ink rounded-control after:absolute after:inset-0"
        >
          {bucket.name}
        </Link>
        <span className="truncate text-sm text-ink-3">{note}</span>
      </div>
      {filling && filling.objects > 0 && (
        <span className="tabular text-sm whitespace-nowrap text-ink-3 max-md:hidden">
          {words.space.inBucket(plural(filling.objects, 'file'), sizeText(filling.bytes))}
        </span>
      )}
      <AccessWord isPublic={bucket.public} className="w-20 shrink-0" />
      <Menu
        label={words.buckets.actions(bucket.name)}
        trigger={
          <Button variant="quiet" size="icon" className="relative" aria-label={words.buckets.actions(bucket.name)}>
            <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
          </Button>
        }
        entries={[
          { label: words.buckets.rules, icon: ScrollText, onSelect: () => setOpened('rules') },
          ...(manages
            ? [
                { label: words.buckets.settings, icon: Settings2, onSelect: () => setOpened('settings') },
                {
                  label: words.buckets.empty,
                  icon: Eraser,
                  danger: true,
                  apart: true,
                  onSelect: () => setOpened('empty'),
                },
                ...(isOurs(bucket.id)
                  ? []
                  : [{ label: words.buckets.remove, icon: Trash2, danger: true, onSelect: () => setOpened('remove') }]),
              ]
            : []),
        ]}
      />
      <RulesDialog bucket={bucket} open={opened === 'rules'} onClose={close} />
      <BucketDialog key={String(opened === 'settings')} bucket={bucket} open={opened === 'settings'} onClose={close} />
      <ConfirmDialog
        open={opened === 'empty'}
        title={words.buckets.emptySure(bucket.name)}
        body={words.buckets.emptyBody}
        confirm={words.buckets.emptyDo}
        onConfirm={() =>
          empty.mutate(bucket.id, { onSuccess: () => notify(words.buckets.emptied(bucket.name)), onError: failed })
        }
        onClose={close}
      />
      <ConfirmDialog
        open={opened === 'remove'}
        title={words.buckets.removeSure(bucket.name)}
        body={words.buckets.removeBody}
        confirm={words.buckets.removeDo}
        onConfirm={() =>
          remove.mutate(bucket.id, { onSuccess: () => notify(words.buckets.removed(bucket.name)), onError: failed })
        }
        onClose={close}
      />
    </li>
  );
}
