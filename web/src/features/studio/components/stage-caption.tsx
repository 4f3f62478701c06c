import { Code, Download, ImagePlus, Maximize2, RotateCcw, Shuffle, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ApiCallDialog } from '@/components/generation/api-call-dialog';
import { requestOf } from '@/components/generation/request-of';
import { IconButton } from '@/components/ui/icon-button';
import { notify } from '@/components/ui/notices';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Generation } from '@/lib/api/types';
import { downloadGeneration } from '@/lib/download';
import { duration, money } from '@/lib/format';
import { useRestore, useRetry, useTrash } from '@/lib/queries/generation-actions';
import { useDraft } from '@/lib/stores/draft';

/** What it cost; before that is known, what it may cost. */
function priceOf({ cost_micros, estimate_micros }: Generation): string {
  return cost_micros === null ? `Estimated ${money(estimate_micros ?? 0)}` : `Cost ${money(cost_micros)}`;
}

function Facts({ generation }: { generation: Generation }) {
  const facts = [
    generation.model,
    generation.duration_ms === null ? null : duration(generation.duration_ms),
    generation.tokens_total ? `${generation.tokens_total} tokens` : null,
    generation.seed === null ? null : `seed ${generation.seed}`,
  ].filter((fact) => fact !== null);
  return (
    <p className="tabular flex flex-wrap gap-x-2 text-sm text-ink-3">
      <span className="text-ink-2">{priceOf(generation)}</span>
      {facts.map((fact) => (
        <span key={fact}>· {fact}</span>
      ))}
      <span>
        · <TimeAgo at={generation.created_at} />
      </span>
    </p>
  );
}

interface Props {
  generation: Generation;
  onOpen: () => void;
  onSelect: (id: string) => void;
}

/** Under the work: what was asked, what it cost, and what can be done with it. */
export function StageCaption({ generation, onOpen, onSelect }: Props) {
  const [call, setCall] = useState(false);
  const trash = useTrash();
  const restore = useRestore();
  const retry = useRetry();
  const draft = useDraft();
  const first = generation.result?.outputs[0];
  const done = generation.status === 'completed';

  const remove = () =>
    trash.mutate([generation.id], {
      onSuccess: () => notify('Moved to the trash.', { label: 'Undo', run: () => restore.mutate([generation.id]) }),
    });
  return (
    <div className="flex items-start justify-between gap-6 max-md:flex-col max-md:gap-2">
      <div className="flex min-w-0 flex-col gap-1">
        <p className="line-clamp-2 max-w-[90ch] text-base text-ink">{generation.prompt}</p>
        <Facts generation={generation} />
      </div>
      <div className="-mr-2 flex shrink-0 items-center max-md:-ml-2">
        {done && <IconButton icon={Maximize2} label="Open in the viewer" keys="Z" onClick={onOpen} />}
        {done && <IconButton icon={Download} label="Download" onClick={() => downloadGeneration(generation)} />}
        {first?.kind === 'image' && (
          <IconButton
            icon={ImagePlus}
            label="Use as a reference picture"
            onClick={() => draft.setReferences([...draft.references, first])}
          />
        )}
        <IconButton
          icon={Shuffle}
          label="Remix: take its settings, draw a new seed"
          onClick={() => draft.recall(generation, 'remix')}
        />
        {done && (
          <IconButton
            icon={RotateCcw}
            label="Run again"
            disabled={retry.isPending}
            onClick={() =>
              retry.mutate(
                { id: generation.id },
                { onSuccess: (child) => onSelect(child.id), onError: (problem) => notify(problem.message) },
              )
            }
          />
        )}
        <IconButton icon={Code} label="Show API call" onClick={() => setCall(true)} />
        <IconButton icon={Trash2} label="Move to the trash" onClick={remove} />
      </div>
      <ApiCallDialog request={requestOf(generation)} open={call} onClose={() => setCall(false)} />
    </div>
  );
}
