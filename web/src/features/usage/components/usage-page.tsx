import { Page } from '@/components/ui/page';
import { Section } from '@/components/ui/section';
import { RangePicker } from './range-picker';
import { Statement } from './statement';
import { UsageView } from './usage-view';

export function UsagePage() {
  return (
    <Page title="Usage" actions={<RangePicker />}>
      <UsageView />
      <Section
        title="Credits"
        lead="Runs on the server’s keys are paid from credits: held when they start, charged when they are done."
      >
        <Statement />
      </Section>
    </Page>
  );
}
