import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useFocusReturn } from '@/lib/focus-return';
import { IconButton } from './icon-button';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

/** A panel from the right over any page, a sheet from below on a phone. */
export function Drawer({ open, onClose, title, action, children }: Props) {
  const returnFocus = useFocusReturn(open);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="animate-appear fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="animate-rise fixed z-50 flex flex-col bg-overlay shadow-overlay outline-none max-md:inset-x-0 max-md:bottom-0 max-md:h-[88dvh] max-md:rounded-t-panel md:inset-y-0 md:right-0 md:w-[480px]"
        >
          <div className="flex h-14 shrink-0 items-center gap-2 border-b border-line pr-3 pl-6">
            <Radix.Title className="min-w-0 grow truncate text-lg font-semibold text-ink">{title}</Radix.Title>
            {action}
            <IconButton icon={X} label="Close" onClick={onClose} />
          </div>
          <div className="flex min-h-0 grow flex-col gap-8 overflow-y-auto px-6 py-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
