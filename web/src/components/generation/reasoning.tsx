/** What the model thought before it answered, closed until somebody wants it. */
export function Reasoning({ text }: { text: string }) {
  return (
    <details className="group rounded-control border border-line text-ink-2">
      <summary className="cursor-pointer px-3 py-2 text-sm font-medium hover:text-ink">Reasoning</summary>
      <p className="px-3 pt-1 pb-3 text-sm leading-[22px] break-words whitespace-pre-wrap">{text}</p>
    </details>
  );
}
