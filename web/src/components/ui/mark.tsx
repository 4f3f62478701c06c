/** The mark: an easel read as an A, one path, one colour. */
export const markPath = 'M16 2v5M15.2 5 7 30M16.8 5 25 30M4 21.5h24M16 21.5V28';

export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className} fill="none" stroke="currentColor" strokeWidth={2.6}>
      <path d={markPath} />
    </svg>
  );
}
