import type { ReactNode } from 'react';
import { useTitle } from '@/lib/use-title';
import { cn } from '@/lib/cn';

interface Props {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A page of the house: heading left, what one can do right, content below. */
export function Page({ title, lead, actions, className, children }: Props) {
  useTitle(title);
  return (
    <div
      className={cn(
        'animate-page mx-auto flex w-full max-w-[1120px] flex-col gap-8 px-4 pt-8 pb-16 md:px-12',
        className,
      )}
    >
      <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <div className="flex flex-col gap-1">
          <h1 className="font-display text-display leading-none text-ink">{title}</h1>
          {lead && <p className="max-w-[62ch] pt-2 text-ink-2">{lead}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
