import { Download } from 'lucide-react';
import { BudgetSection } from '@/components/budgets/budget-section';
import { Button } from '@/components/ui/button';
import { Page } from '@/components/ui/page';
import { Section } from '@/components/ui/section';
import { download } from '@/lib/download';
import { words } from '../words';
import { Grants } from './grants';
import { RangePicker } from './range-picker';
import { Statement } from './statement';
import { UsageView } from './usage-view';

const ownBudgets = { scope: 'person', subjectId: null, admin: false } as const;

export function UsagePage() {
  return (
    <Page title="Usage" actions={<RangePicker />}>
      <UsageView />
      <BudgetSection home={ownBudgets} mayAdd />
      <Section title={words.grants.title} lead={words.grants.lead}>
        <Grants />
      </Section>
      <Section
        title={words.statement.title}
        lead={words.statement.lead}
        action={
          <Button onClick={() => void download('/api/credits/statement?format=csv', 'statement.csv')}>
            <Download size={16} strokeWidth={1.5} aria-hidden />
            {words.statement.download}
          </Button>
        }
      >
        <Statement />
      </Section>
    </Page>
  );
}
