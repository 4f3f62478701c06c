import { useCallback, useState } from 'react';

/** Which tiles are chosen; a range follows the order they are shown in. */
export function useSelection(ids: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);

  const toggle = useCallback((id: string) => {
    setAnchor(id);
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const range = useCallback(
    (id: string) => {
      const from = anchor === null ? -1 : ids.indexOf(anchor);
      const to = ids.indexOf(id);
      if (from === -1) {
        toggle(id);
        return;
      }
      const [low, high] = from < to ? [from, to] : [to, from];
      setChosen((before) => new Set([...before, ...ids.slice(low, high + 1)]));
    },
    [anchor, ids, toggle],
  );
  const clear = useCallback(() => setChosen(new Set()), []);
  const all = useCallback(() => setChosen(new Set(ids)), [ids]);

  return { chosen, toggle, range, clear, all };
}

export type Selection = ReturnType<typeof useSelection>;
