import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { inputLook } from './input';

export interface SelectOption {
  value: string;
  label: ReactNode;
}

interface Props {
  value: string;
  options: readonly SelectOption[];
  onChange: (value: string) => void;
  id?: string;
  className?: string;
  quiet?: boolean;
  'aria-label'?: string;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: true | undefined;
}

export function Select({ value, options, onChange, className, quiet, ...rest }: Props) {
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.Trigger
        {...rest}
        className={cn(
          quiet
            ? 'inline-flex h-8 items-center gap-1 rounded-control px-2 text-sm text-ink-2 transition-colors hover:bg-raised hover:text-ink'
            : cn(inputLook, 'flex h-9 items-center justify-between gap-2 text-left max-md:h-11'),
          className,
        )}
      >
        <span className="min-w-0 truncate">
          <Radix.Value />
        </span>
        <Radix.Icon>
          <ChevronDown size={16} strokeWidth={1.5} className="text-ink-3" aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="animate-appear z-50 max-h-[min(360px,var(--radix-select-content-available-height))] min-w-[max(160px,var(--radix-select-trigger-width))] overflow-hidden rounded-panel bg-overlay p-1 shadow-overlay"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex h-8 cursor-default items-center justify-between gap-4 rounded-control px-2 text-sm text-ink outline-none select-none data-highlighted:bg-line max-md:h-11"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check size={16} strokeWidth={1.5} className="text-accent-text" aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
