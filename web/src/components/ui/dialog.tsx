import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { useFocusReturn } from '@/lib/focus-return';
import { IconButton } from './icon-button';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/** A dialog on desktop, a sheet from below on a phone. */
export function Dialog({ open, onClose, title, description, wide, children }: Props) {
  const returnFocus = useFocusReturn(open);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="animate-appear fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onCloseAutoFocus={returnFocus}
          className={cn(
            'animate-rise fixed z-50 flex flex-col bg-overlay shadow-overlay outline-none',
            'max-md:inset-x-0 max-md:bottom-0 max-md:max-h-[92dvh] max-md:rounded-t-panel',
            'md:top-[12vh] md:left-1/2 md:max-h-[80vh] md:-ml-[var(--half)] md:w-[calc(var(--half)*2)] md:rounded-panel',
            wide ? '[--half:360px]' : '[--half:228px]',
          )}
        >
          <div className="flex flex-col gap-1 pt-5 pr-14 pl-6">
            <Radix.Title className="text-lg font-semibold text-ink">{title}</Radix.Title>
            {description && <Radix.Description className="text-base text-ink-2">{description}</Radix.Description>}
          </div>
          <div className="min-h-0 overflow-y-auto px-6 pt-4 pb-6">{children}</div>
          {/* Last in order: whoever opens a dialog came for its first field. */}
          <IconButton icon={X} label="Close" onClick={onClose} className="absolute top-4 right-4" />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
