import { Portal, Slot } from 'radix-ui';
import { Popper } from 'radix-ui/internal';
import { useId, type ReactNode } from 'react';
import { useHint } from '@/lib/use-hint';
import { Kbd } from './kbd';

interface Props {
  label: ReactNode;
  keys?: string;
  side?: 'top' | 'right' | 'bottom' | 'left';
  children: ReactNode;
}

/**
 * Says what a control does while the pointer or the focus of a keyboard is on it.
 *
 * Not Radix's own: that one is a layer like a dialog, so it takes the Escape meant for the dialog beneath, and while it
 * comes and goes nobody listens for one at all. A hint answers to every key and owns none.
 */
export function Tooltip({ label, keys, side = 'top', children }: Props) {
  const id = useId();
  const { open, trigger, content } = useHint();
  return (
    <Popper.Root>
      <Popper.Anchor asChild>
        <Slot.Root {...trigger} {...(open ? { 'aria-describedby': id } : {})}>
          {children}
        </Slot.Root>
      </Popper.Anchor>
      {open && (
        <Portal.Root>
          <Popper.Content
            {...content}
            id={id}
            role="tooltip"
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="animate-appear pointer-events-auto z-50 flex max-w-72 items-center gap-2 rounded-control bg-overlay px-2 py-1 text-sm text-ink shadow-overlay"
          >
            {label}
            {keys && <Kbd keys={keys} />}
          </Popper.Content>
        </Portal.Root>
      )}
    </Popper.Root>
  );
}
