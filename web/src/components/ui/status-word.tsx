import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'accent' | 'neutral';

const colours: Record<Tone, string> = {
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  accent: 'text-accent-text',
  neutral: 'text-ink-3',
};

interface Props {
  tone: Tone;
  icon?: LucideIcon;
  children: ReactNode;
  className?: string;
}

/** A state as icon and word: never colour alone. */
export function StatusWord({ tone, icon: Icon, children, className }: Props) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 text-sm', colours[tone], className)}>
      {Icon ? (
        <Icon size={14} strokeWidth={1.75} aria-hidden />
      ) : (
        <span aria-hidden className="size-1.5 rounded-full bg-current" />
      )}
      {children}
    </span>
  );
}
