/** Drawn by us, in one colour, like every icon of the house. */
const shapes: Record<string, string> = {
  google: 'M20.5 12H12.5M19.2 7A8 8 0 1 0 20.4 12.6',
  github:
    'M7 8.5v7M7 8.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM7 20a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM17 8.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM17 8.5c0 4-3.5 4.5-10 5.5',
  email: 'M3.5 6.5h17v11h-17zM4 7l8 6 8-6',
  phone: 'M8 3.5h8v17H8zM11 17.5h2',
};
const key = 'M14.5 14.5a5 5 0 1 0-3.2-3.2L4 18.5V20h3v-2.2h2.2v-2.2h1.9l.9-.9M16.2 7.9h.01';

/** The sign of a way to come in. */
export function ProviderMark({ name, className }: { name: string; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden
      className={className ?? 'size-5'}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={shapes[name] ?? key} />
    </svg>
  );
}
