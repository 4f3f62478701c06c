import { AlertDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useFocusReturn } from '@/lib/focus-return';
import { Button } from './button';

interface Props {
  open: boolean;
  title: string;
  body: ReactNode;
  confirm: string;
  cancel?: string;
  danger?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once before something that cannot be undone. */
export function ConfirmDialog({
  open,
  title,
  body,
  confirm,
  cancel = 'Keep',
  danger = true,
  onConfirm,
  onClose,
}: Props) {
  const returnFocus = useFocusReturn(open);
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="animate-appear fixed inset-0 z-[55] bg-scrim" />
        <AlertDialog.Content
          onCloseAutoFocus={returnFocus}
          className="animate-rise fixed inset-x-4 top-[22vh] z-[60] mx-auto flex max-w-[420px] flex-col gap-2 rounded-panel bg-overlay p-6 shadow-overlay"
        >
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-ink-2">{body}</AlertDialog.Description>
          <div className="mt-4 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{cancel}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button variant={danger ? 'danger' : 'primary'} onClick={onConfirm}>
                {confirm}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
