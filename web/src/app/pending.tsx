import { Mark } from '@/components/ui/mark';

/** While the first answer of the server, or the code of a page, is on its way. */
export function Pending() {
  return (
    <div role="status" aria-label="Loading" className="flex h-full min-h-[60dvh] items-center justify-center">
      <Mark className="animate-breathe size-8 text-ink-3" />
    </div>
  );
}
