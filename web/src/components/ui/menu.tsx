import type { LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { Kbd } from './kbd';

export interface MenuEntry {
  label: string;
  icon?: LucideIcon;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Draws a line above. */
  apart?: boolean;
  onSelect: () => void;
}

interface Props {
  trigger: ReactNode;
  entries: readonly MenuEntry[];
  label: string;
  heading?: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
  align?: 'start' | 'center' | 'end';
}

export function Menu({ trigger, entries, label, heading, side = 'bottom', align = 'end' }: Props) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="animate-appear z-50 min-w-48 rounded-panel bg-overlay p-1 shadow-overlay"
        >
          {heading && <div className="border-b border-line px-2 pt-1 pb-2 mb-1">{heading}</div>}
          {entries.map(({ label: text, icon: Icon, keys, danger, disabled, apart, onSelect }) => (
            <DropdownMenu.Item
              key={text}
              disabled={disabled ?? false}
              onSelect={onSelect}
              className={cn(
                'flex h-8 cursor-default items-center gap-2 rounded-control px-2 text-sm outline-none select-none data-disabled:opacity-45 data-highlighted:bg-line max-md:h-11',
                danger ? 'text-bad' : 'text-ink',
                apart && 'mt-1 relative before:absolute before:inset-x-1 before:-top-0.5 before:h-px before:bg-line',
              )}
            >
              {Icon && <Icon size={16} strokeWidth={1.5} aria-hidden className="text-ink-3" />}
              <span className="grow">{text}</span>
              {keys && <Kbd keys={keys} className="text-ink-2" />}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
