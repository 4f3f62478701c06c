import type { KeyboardEvent } from 'react';
import type { Generation } from '@/lib/api/types';
import { neighbour, type Row } from './justify';
import type { Selection } from '@/lib/use-selection';

interface Grid {
  rows: readonly Row[];
  generations: readonly Generation[];
  current: number;
  selection: Selection;
  focus: (index: number) => void;
  onDelete: (ids: readonly string[]) => void;
}

/** The keys of the grid: arrows move, Space selects, Delete throws away, Mod+A takes all. */
export function useGridKeys({ rows, generations, current, selection, focus, onDelete }: Grid) {
  const last = generations.length - 1;
  const moves: Record<string, () => number> = {
    ArrowLeft: () => Math.max(0, current - 1),
    ArrowRight: () => Math.min(last, current + 1),
    ArrowUp: () => neighbour(rows, current, -1),
    ArrowDown: () => neighbour(rows, current, 1),
    Home: () => 0,
    End: () => last,
  };
  return (event: KeyboardEvent) => {
    const here = generations[current];
    const move = moves[event.key];
    const modified = event.metaKey || event.ctrlKey;
    if (move && !event.altKey && !modified) focus(move());
    else if (event.key === ' ' && here) selection.toggle(here.id);
    else if (event.key === 'Delete' && here) onDelete(selection.chosen.size > 0 ? [...selection.chosen] : [here.id]);
    else if (event.key === 'a' && modified) selection.all();
    else if (event.key === 'Escape' && selection.chosen.size > 0) selection.clear();
    else return;
    event.preventDefault();
  };
}
