import { useVirtualizer } from '@tanstack/react-virtual';
import { Check, Lock, Star } from 'lucide-react';
import { useEffect, useRef, type PointerEvent } from 'react';
import type { Model } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { useProviderName } from '@/lib/queries/providers';
import { endOf, keyWord, priceOf } from '../lib/model-words';
import type { ModelSearch } from '../lib/use-model-search';
import { words } from '../words';

const rowHeight = 56;
const headingHeight = 32;
const overscan = 6;

interface RowProps {
  model: Model;
  place: number;
  size: number;
  chosen: boolean;
  marked: boolean;
  onMark: () => void;
  onPick: () => void;
  onStar: () => void;
}

function note(model: Model): string {
  if (!model.available) return model.unavailable_reason ?? words.models.unavailable;
  return [endOf(model), model.description].filter(Boolean).join('. ');
}

/** Who goes for the details at the right passes over other rows; only going up or down means another one. */
const meansThisRow = ({ movementX, movementY }: PointerEvent) => Math.abs(movementY) >= movementX;

function ModelRow({ model, place, size, chosen, marked, onMark, onPick, onStar }: RowProps) {
  const provider = useProviderName()(model.provider);
  const ends = model.available && endOf(model) !== null;
  return (
    // The field above has the focus and the keys; a row is only pressed.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={optionId(model)}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-disabled={!model.available}
      aria-posinset={place}
      aria-setsize={size}
      data-marked={marked}
      onPointerMove={(event) => event.pointerType === 'mouse' && meansThisRow(event) && onMark()}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('[data-star]')) onStar();
        else onPick();
      }}
      className="group grid h-14 cursor-default grid-cols-[16px_minmax(0,1fr)_auto_28px] items-center gap-x-2.5 rounded-control pr-1 pl-3 select-none data-[marked=true]:bg-line"
    >
      <span>
        {chosen && <Check size={16} strokeWidth={1.75} className="text-accent-text" aria-hidden />}
        {!chosen && !model.available && <Lock size={14} strokeWidth={1.5} className="text-ink-2" aria-hidden />}
      </span>
      <span className="flex min-w-0 flex-col">
        <span className={cn('truncate font-medium', model.available ? 'text-ink' : 'text-ink-2')}>
          {model.display_name} <span className="font-normal text-ink-2">{provider}</span>
        </span>
        <span className={cn('truncate text-sm', ends ? 'text-warn' : 'text-ink-2')}>{note(model)}</span>
      </span>
      <span className="flex max-w-44 min-w-0 flex-col items-end text-right text-sm">
        <span className="tabular w-full truncate text-ink">{priceOf(model)}</span>
        {model.key_source && <span className="w-full truncate text-ink-2">{keyWord(model)}</span>}
      </span>
      <span
        data-star
        title={model.favourite ? words.models.unfavourite : words.models.favourite}
        className={cn(
          'flex size-7 items-center justify-center rounded-control',
          model.favourite
            ? 'text-accent-text'
            : 'text-ink-2 opacity-0 group-data-[marked=true]:opacity-100 max-md:opacity-100',
        )}
      >
        <Star size={16} strokeWidth={1.5} aria-hidden fill={model.favourite ? 'currentColor' : 'none'} />
        {model.favourite && <span className="sr-only">{words.models.favourites}</span>}
      </span>
    </div>
  );
}

export const optionId = (model: Model) => `model-${model.id.replace(/[^A-Za-z0-9]+/g, '-')}`;

interface Props {
  id: string;
  search: ModelSearch;
  chosen: readonly string[];
  several: boolean;
  onPick: (model: Model) => void;
  onStar: (model: Model) => void;
}

/** Hundreds of models; only those in sight exist in the page. */
export function ModelList({ id, search, chosen, several, onPick, onStar }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, found, marked } = search;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? headingHeight : rowHeight),
    overscan,
    paddingStart: 4,
    paddingEnd: 8,
  });
  useEffect(() => virtual.measure(), [rows, virtual]);
  const markedRow = rows.findIndex((row) => row.kind === 'model' && row.model === marked);
  useEffect(() => {
    // The heading of the first one is seen with it.
    if (markedRow >= 0) virtual.scrollToIndex(markedRow === 1 ? 0 : markedRow, { align: 'auto' });
  }, [markedRow, virtual]);

  return (
    <div ref={scroller} className="min-h-0 grow overflow-y-auto px-1">
      <div
        id={id}
        role="listbox"
        tabIndex={-1}
        aria-label={words.models.list}
        aria-multiselectable={several || undefined}
        className="relative outline-none"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={row.kind === 'heading' ? row.label : row.model.id}
              role="presentation"
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row.kind === 'heading' ? (
                <p aria-hidden className="flex h-8 items-end px-3 pb-1.5 text-xs text-ink-2">
                  {row.label}
                </p>
              ) : (
                <ModelRow
                  model={row.model}
                  place={row.place}
                  size={found.length}
                  chosen={chosen.includes(row.model.id)}
                  marked={row.model === marked}
                  onMark={() => search.mark(row.model.id)}
                  onPick={() => onPick(row.model)}
                  onStar={() => onStar(row.model)}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
