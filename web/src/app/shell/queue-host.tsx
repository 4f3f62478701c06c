import { useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';

const QueueDrawer = lazy(() =>
  import('@/features/queue/components/queue-drawer').then(({ QueueDrawer: drawer }) => ({ default: drawer })),
);

interface Props {
  open: boolean;
  onClose: () => void;
}

/** The queue over the page, fetched when it is first asked for; whoever goes elsewhere from it leaves it. */
export function QueueHost({ open, onClose }: Props) {
  const address = useRouterState({ select: ({ location }) => location.href });
  const [wanted, setWanted] = useState(false);
  const [seen, setSeen] = useState(address);
  if (open && !wanted) setWanted(true);
  if (address !== seen) {
    setSeen(address);
    if (open) onClose();
  }
  return (
    wanted && (
      <Suspense>
        <QueueDrawer open={open} onClose={onClose} />
      </Suspense>
    )
  );
}
