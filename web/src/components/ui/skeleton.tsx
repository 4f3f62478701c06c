import { cn } from '@/lib/cn';

/** A quiet block in the place of what is coming; shows itself only after 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-late rounded-control bg-raised', className)} />;
}
