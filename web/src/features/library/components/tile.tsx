import { Check, CircleX } from 'lucide-react';
import { TileFace } from '@/components/generation/tile-face';
import { IconButton } from '@/components/ui/icon-button';
import type { Generation } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { money } from '@/lib/format';
import { altText } from '@/lib/generation-words';
import { useCancel } from '@/lib/queries/generation-actions';

interface Props {
  generation: Generation;
  width: number;
  height: number;
  selected: boolean;
  /** Something is selected somewhere: a click selects instead of opening. */
  selecting: boolean;
  focusable: boolean;
  column: number;
  onOpen: () => void;
  onToggle: () => void;
  onRange: () => void;
  onFocus: () => void;
}

/** One generation in the grid. */
export function Tile({
  generation,
  width,
  height,
  selected,
  selecting,
  focusable,
  column,
  onOpen,
  onToggle,
  onRange,
  onFocus,
}: Props) {
  const cancel = useCancel();
  const pressed = (event: React.MouseEvent) => {
    if (event.shiftKey) onRange();
    else if (selecting || event.metaKey || event.ctrlKey) onToggle();
    else onOpen();
  };
  return (
    <div
      role="gridcell"
      aria-colindex={column}
      aria-selected={selected}
      className="group relative overflow-hidden rounded-picture"
      style={{ width, height }}
    >
      <button
        type="button"
        data-tile={generation.id}
        tabIndex={focusable ? 0 : -1}
        onClick={pressed}
        onFocus={onFocus}
        className="absolute inset-0 block size-full text-left focus-visible:-outline-offset-2"
      >
        {generation.status === 'completed' && <span className="sr-only">Done: </span>}
        <TileFace generation={generation} sizes={`${Math.ceil(width)}px`} />
        {generation.cost_micros ? (
          <span className="tabular absolute right-1.5 bottom-1.5 rounded-control bg-scrim px-1.5 text-xs text-white opacity-0 transition-opacity group-hover:opacity-100 group-focus-within:opacity-100">
            {money(generation.cost_micros)}
          </span>
        ) : null}
      </button>
      {(generation.status === 'pending' || generation.status === 'running') && (
        <IconButton
          icon={CircleX}
          label={`Cancel: ${altText(generation)}`}
          variant="overlay"
          tabIndex={-1}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate(generation.id)}
          className="absolute top-1.5 right-1.5 max-md:size-8"
        />
      )}
      {selected && (
        <div
          aria-hidden
          className="pointer-events-none absolute inset-0 rounded-picture ring-2 ring-accent ring-inset"
        />
      )}
      <button
        type="button"
        role="checkbox"
        aria-checked={selected}
        aria-label={`Select: ${altText(generation)}`}
        tabIndex={-1}
        onClick={(event) => (event.shiftKey ? onRange() : onToggle())}
        className={cn(
          'absolute top-1.5 left-1.5 flex size-6 items-center justify-center rounded-full transition-opacity',
          selected ? 'bg-accent text-on-accent' : 'bg-scrim text-white ring-1 ring-white/70 ring-inset',
          selected || selecting ? 'opacity-100' : 'opacity-0 group-hover:opacity-100 group-focus-within:opacity-100',
        )}
      >
        <Check size={14} strokeWidth={2} aria-hidden className={selected ? '' : 'opacity-0'} />
      </button>
    </div>
  );
}
