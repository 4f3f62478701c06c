import { Link } from '@tanstack/react-router';
import { Button } from '@/components/ui/button';
import { Drawer } from '@/components/ui/drawer';
import { paths } from '@/config/paths';
import { words } from '../words';
import { QueuePanel } from './queue-panel';

interface Props {
  open: boolean;
  onClose: () => void;
}

/** The queue over whatever page one is on. */
export function QueueDrawer({ open, onClose }: Props) {
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={words.title}
      action={
        <Button asChild variant="quiet" size="sm">
          <Link to={paths.queue}>{words.asPage}</Link>
        </Button>
      }
    >
      <QueuePanel />
    </Drawer>
  );
}
