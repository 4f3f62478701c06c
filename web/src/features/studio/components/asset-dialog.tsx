import { useInfiniteQuery } from '@tanstack/react-query';
import { AudioLines, Film } from 'lucide-react';
import { useState } from 'react';
import { Picture } from '@/components/generation/picture';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import type { Asset, Generation } from '@/lib/api/types';
import { clock, timeAgo } from '@/lib/format';
import { altText } from '@/lib/generation-words';
import { generationListQuery } from '@/lib/queries/generation-list';
import { uploadsQuery } from '../api/uploads';
import type { AssetKind } from '../lib/parameter-fields';
import { words } from '../words';

type Source = 'made' | 'uploaded';

interface Choice {
  asset: Asset;
  name: string;
}

const outputsOf = (generation: Generation): Choice[] =>
  (generation.result?.outputs ?? []).map((asset) => ({ asset, name: altText(generation) }));

function Face({ asset, name }: Choice) {
  if (asset.kind === 'image' || asset.thumbnail_url) {
    return <Picture asset={asset} alt="" size="thumbnail" sizes="140px" className="size-full" />;
  }
  const Icon = asset.kind === 'audio' ? AudioLines : Film;
  return (
    <span className="flex size-full flex-col justify-between bg-raised p-2.5 text-left">
      <Icon size={18} strokeWidth={1.5} className="text-ink-2" aria-hidden />
      <span className="line-clamp-2 text-sm text-ink">{name}</span>
      {asset.duration_ms ? <span className="tabular text-xs text-ink-2">{clock(asset.duration_ms)}</span> : null}
    </span>
  );
}

interface ListProps {
  kind: AssetKind;
  source: Source;
  onPick: (asset: Asset) => void;
}

function useChoices(kind: AssetKind, source: Source) {
  const made = useInfiniteQuery({
    ...generationListQuery({ type: kind, status: 'completed' }),
    enabled: source === 'made',
  });
  const uploaded = useInfiniteQuery({ ...uploadsQuery, enabled: source === 'uploaded' });
  const choices =
    source === 'made'
      ? made.data?.pages.flatMap((page) => page.generations.flatMap(outputsOf))
      : uploaded.data?.pages.flatMap((page) =>
          page.assets.map((asset) => ({ asset, name: `${words.assets.uploaded} ${timeAgo(asset.created_at)}` })),
        );
  const { error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    source === 'made' ? made : uploaded;
  return {
    choices: choices?.filter(({ asset }) => asset.kind === kind),
    error,
    isPending,
    hasNextPage,
    isFetchingNextPage,
    more: () => void fetchNextPage(),
    again: () => void refetch(),
  };
}

function Choices({ kind, source, onPick }: ListProps) {
  const { choices, error, isPending, hasNextPage, isFetchingNextPage, more, again } = useChoices(kind, source);
  if (isPending) {
    return (
      <Loading label={words.assets.loading} className="grid grid-cols-[repeat(auto-fill,minmax(112px,1fr))] gap-1">
        {Array.from({ length: 8 }, (_, index) => (
          <Skeleton key={`blank-${index}`} className="aspect-square rounded-picture" />
        ))}
      </Loading>
    );
  }
  if (error) return <ProblemPanel compact title={words.assets.loadFailed} problem={error} onRetry={again} />;
  if (!choices?.length) {
    return (
      <Empty
        className="px-0 py-8 md:px-0"
        title={words.assets.none(words.assets.kinds[kind].some)}
        body={source === 'made' ? words.assets.noneMade : words.assets.noneUploaded}
      />
    );
  }
  return (
    <>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(112px,1fr))] gap-1">
        {choices.map((choice) => (
          <li key={choice.asset.id}>
            <button
              type="button"
              aria-label={choice.name}
              title={choice.name}
              onClick={() => onPick(choice.asset)}
              className="relative block aspect-square w-full overflow-hidden rounded-picture hover:opacity-85"
            >
              <Face {...choice} />
            </button>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="quiet" className="mt-3 w-full" disabled={isFetchingNextPage} onClick={more}>
          {words.assets.more}
        </Button>
      )}
    </>
  );
}

interface Props {
  kind: AssetKind;
  open: boolean;
  onClose: () => void;
  onPick: (asset: Asset) => void;
}

/** Files that are here already: what was made, and what was uploaded before. */
export function AssetDialog({ kind, open, onClose, onPick }: Props) {
  const [source, setSource] = useState<Source>('made');
  return (
    <Dialog open={open} onClose={onClose} wide title={words.assets.title(words.assets.kinds[kind].one)}>
      <div className="flex flex-col gap-4">
        <Segmented
          label={words.assets.source}
          value={source}
          onChange={setSource}
          className="self-start"
          segments={[
            { value: 'made', label: words.assets.made },
            { value: 'uploaded', label: words.assets.uploaded },
          ]}
        />
        <div className="min-h-60">
          <Choices kind={kind} source={source} onPick={onPick} />
        </div>
      </div>
    </Dialog>
  );
}
