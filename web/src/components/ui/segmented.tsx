import type { LucideIcon } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { cn } from '@/lib/cn';

export interface Segment<T extends string> {
  value: T;
  label: string;
  icon?: LucideIcon;
}

interface Props<T extends string> {
  label: string;
  value: T;
  segments: readonly Segment<T>[];
  onChange: (value: T) => void;
  className?: string;
  id?: string;
  'aria-describedby'?: string | undefined;
}

/** One of a few: arrows move, the chosen one is raised. */
export function Segmented<T extends string>({ label, value, segments, onChange, className, ...rest }: Props<T>) {
  return (
    <RadioGroup.Root
      {...rest}
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      orientation="horizontal"
      className={cn('flex rounded-control bg-ground p-0.5 ring-1 ring-line ring-inset light:bg-raised', className)}
    >
      {segments.map(({ value: each, label: text, icon: Icon }) => (
        <RadioGroup.Item
          key={each}
          value={each}
          className="flex h-7 min-w-0 flex-auto items-center justify-center gap-1.5 rounded-[3px] px-2.5 text-sm text-ink-3 transition-colors hover:text-ink data-[state=checked]:bg-overlay data-[state=checked]:text-ink light:data-[state=checked]:shadow-[0_0_0_1px_var(--line-strong)] max-md:h-10"
        >
          {Icon && <Icon size={16} strokeWidth={1.5} aria-hidden />}
          <span className="truncate">{text}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
