import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Generation } from '@/lib/api/types';
import { justify } from '../lib/justify';
import { shapeOf } from '../lib/shape';
import { useGridKeys } from '../lib/use-grid-keys';
import type { Selection } from '@/lib/use-selection';
import { useWidth } from '../lib/use-width';
import { Tile } from './tile';

const gap = 4;
const overscan = 4;

interface Props {
  label: string;
  generations: readonly Generation[];
  tileHeight: number;
  selection: Selection;
  hasMore: boolean;
  onMore: () => void;
  onOpen: (id: string) => void;
  onDelete: (ids: readonly string[]) => void;
}

/** Rows true to aspect; only what is in sight exists in the page. Arrows move, Enter opens, Space selects. */
export function JustifiedGrid({ label, generations, tileHeight, selection, hasMore, onMore, onOpen, onDelete }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const [current, setCurrent] = useState(0);
  const rows = useMemo(
    () => justify(generations.map(shapeOf), width, tileHeight, gap),
    [generations, width, tileHeight],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.height ?? tileHeight) + gap,
    overscan,
  });
  useEffect(() => virtual.measure(), [rows, virtual]);

  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= rows.length - 3) onMore();
  }, [hasMore, lastShown, rows.length, onMore]);

  const focus = (index: number) => {
    const row = rows.findIndex((each) => each.cells.some((cell) => cell.index === index));
    setCurrent(index);
    virtual.scrollToIndex(row, { align: 'auto' });
    requestAnimationFrame(() => {
      const id = generations[index]?.id;
      scroller.current?.querySelector<HTMLElement>(`[data-tile="${id}"]`)?.focus();
    });
  };
  const keyed = useGridKeys({ rows, generations, current, selection, focus, onDelete });

  return (
    <div ref={scroller} className="min-h-0 grow overflow-y-auto px-4 pb-8 md:px-6">
      <div
        role="grid"
        tabIndex={-1}
        aria-label={label}
        aria-rowcount={rows.length}
        aria-multiselectable
        onKeyDown={keyed}
        onKeyUp={(event) => event.key === ' ' && event.preventDefault()}
        className="relative outline-none"
        style={{ height: virtual.getTotalSize() }}
      >
        {shown.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 1}
              className="absolute inset-x-0 top-0 flex gap-1"
              style={{ height: row.height, transform: `translateY(${item.start}px)` }}
            >
              {row.cells.map((cell, column) => {
                const generation = generations[cell.index];
                if (!generation) return null;
                return (
                  <Tile
                    key={generation.id}
                    generation={generation}
                    width={cell.width}
                    height={row.height}
                    column={column + 1}
                    selected={selection.chosen.has(generation.id)}
                    selecting={selection.chosen.size > 0}
                    focusable={cell.index === Math.min(current, generations.length - 1)}
                    onOpen={() => onOpen(generation.id)}
                    onToggle={() => selection.toggle(generation.id)}
                    onRange={() => selection.range(generation.id)}
                    onFocus={() => setCurrent(cell.index)}
                  />
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
