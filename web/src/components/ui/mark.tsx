/** The mark: an easel read as an A, one path, one colour. */
export const markPath =
  'M14.6 2h2.8l.5 3H22v13h-1.3l.5 2.4H26v2.6h-4.3L23 30h-2.9l-1.4-7h-5.4l-1.4 7H9l1.3-7H6v-2.6h4.8l.5-2.4H10V5h4.1zM12.6 7.6v7.8h6.8V7.6z';

export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className} fill="currentColor" fillRule="evenodd">
      <path d={markPath} />
    </svg>
  );
}
