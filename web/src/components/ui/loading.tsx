import type { ReactNode } from 'react';

/** Wraps skeletons and tells screen readers that something is on its way. */
export function Loading({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div role="status" aria-label={label} className={className}>
      {children}
    </div>
  );
}
