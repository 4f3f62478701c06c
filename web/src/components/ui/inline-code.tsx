/** What stands between two backticks, and what stands around. */
const pieces = /`([^`]+)`|[^`]+|`/g;

/** A sentence in which what stands between backticks is code; everything else stays text, whatever it looks like. */
export function InlineCode({ text }: { text: string }) {
  return [...text.matchAll(pieces)].map((piece) =>
    piece[1] === undefined ? (
      piece[0]
    ) : (
      <code key={piece.index} className="rounded-[3px] bg-raised px-1 py-px font-mono text-[0.92em] text-ink">
        {piece[1]}
      </code>
    ),
  );
}
