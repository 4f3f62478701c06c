import { Page } from '@/components/ui/page';
import { words } from '../words';
import { QueuePanel } from './queue-panel';

/** The queue with an address of its own, as the tab of a phone opens it. */
export function QueuePage() {
  return (
    <Page title={words.title}>
      <QueuePanel />
    </Page>
  );
}
