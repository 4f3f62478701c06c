export interface Placed {
  index: number;
  width: number;
}

export interface Row {
  height: number;
  top: number;
  cells: Placed[];
}

const ratioMin = 0.45;
const ratioMax = 2.8;

/**
 * Fills rows of equal height with shapes of any ratio, so that each row is exactly as wide as the room.
 * The last row keeps the wished height. All lengths in CSS pixels.
 */
export function justify(ratios: readonly number[], width: number, wished: number, gap: number): Row[] {
  if (width <= 0) return [];
  const rows: Row[] = [];
  let open: { index: number; ratio: number }[] = [];
  let top = 0;

  const close = (full: boolean) => {
    const sum = open.reduce((total, cell) => total + cell.ratio, 0);
    const room = width - gap * (open.length - 1);
    const height = full ? room / sum : Math.min(wished, room / sum);
    rows.push({ height, top, cells: open.map(({ index, ratio }) => ({ index, width: ratio * height })) });
    top += height + gap;
    open = [];
  };

  ratios.forEach((raw, index) => {
    open.push({ index, ratio: Math.min(ratioMax, Math.max(ratioMin, raw)) });
    const sum = open.reduce((total, cell) => total + cell.ratio, 0);
    if (sum * wished + gap * (open.length - 1) >= width) close(true);
  });
  if (open.length > 0) close(false);
  return rows;
}

/** The cell above or below: the one whose middle is nearest. */
export function neighbour(rows: readonly Row[], index: number, step: 1 | -1): number {
  const at = rows.findIndex((row) => row.cells.some((cell) => cell.index === index));
  const from = rows[at];
  const to = rows[at + step];
  if (!from || !to) return index;
  const middle = (row: Row, wanted: number) => {
    let left = 0;
    for (const cell of row.cells) {
      if (cell.index === wanted) return left + cell.width / 2;
      left += cell.width;
    }
    return left;
  };
  const x = middle(from, index);
  return to.cells.reduce((best, cell) =>
    Math.abs(middle(to, cell.index) - x) < Math.abs(middle(to, best.index) - x) ? cell : best,
  ).index;
}
