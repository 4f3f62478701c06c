import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

interface Props {
  title: string;
  body?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** One line in the display face, one sentence, one button. */
export function Empty({ title, body, action, className }: Props) {
  return (
    <div className={cn('animate-late flex flex-col items-start gap-3 px-6 py-16 md:px-12', className)}>
      <h2 className="font-display text-display-sm text-ink">{title}</h2>
      {body && <p className="max-w-[46ch] text-ink-2">{body}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
