import { Download } from 'lucide-react';
import { BudgetSection } from '@/components/budgets/budget-section';
import { Button } from '@/components/ui/button';
import { Page } from '@/components/ui/page';
import { Section } from '@/components/ui/section';
import { ownUsage } from '@/components/usage/api';
import { RangePicker } from '@/components/usage/range-picker';
import { UsageTable } from '@/components/usage/usage-table';
import { download } from '@/lib/download';
import { words } from '../words';
import { Grants } from './grants';
import { Statement } from './statement';
import { UsageView } from './usage-view';

const ownBudgets = { scope: 'person', subjectId: null, admin: false } as const;

export function UsagePage() {
  return (
    <Page title="Usage" actions={<RangePicker />}>
      <UsageView />
      <UsageTable home={ownUsage} />
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
