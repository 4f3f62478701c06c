import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

interface Props {
  title: string;
  lead?: ReactNode;
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A part of a page: a thin line, a heading, its content. Never a card in a card. */
export function Section({ title, lead, action, className, children }: Props) {
  return (
    <section aria-label={title} className={cn('flex flex-col gap-4 border-t border-line pt-6', className)}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex flex-col gap-1">
          <h2 className="text-lg font-semibold">{title}</h2>
          {lead && <p className="max-w-[70ch] text-ink-2">{lead}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
