import { Page } from '@/components/ui/page';
import { TabList, TabPanel, Tabs } from '@/components/ui/tabs';
import { AuditLog } from './audit-log';
import { DataConsole } from './data-console';
import { Exposure } from './exposure';
import { Health } from './health';
import { Mail } from './mail';
import { People } from './people';
import { ServerBudgets } from './server-budgets';
import { ServerKeys } from './server-keys';
import { SignUpSwitch } from './sign-up-switch';

const tabs = [
  { value: 'people', label: 'People' },
  { value: 'keys', label: 'Server keys' },
  { value: 'limits', label: 'Limits' },
  { value: 'sign-up', label: 'Sign-up' },
  { value: 'mail', label: 'Mail' },
  { value: 'audit', label: 'Audit log' },
  { value: 'exposure', label: 'Unknown outcomes' },
  { value: 'health', label: 'Health' },
  { value: 'data', label: 'Data' },
] as const;

export type AdminTab = (typeof tabs)[number]['value'];

const panels = {
  people: People,
  keys: ServerKeys,
  limits: ServerBudgets,
  'sign-up': SignUpSwitch,
  mail: Mail,
  audit: AuditLog,
  exposure: Exposure,
  health: Health,
  data: DataConsole,
};

export function AdminPage({ tab, onTab }: { tab: AdminTab; onTab: (tab: AdminTab) => void }) {
  return (
    <Page title="Admin">
      <Tabs value={tab} onValueChange={(next) => onTab(next as AdminTab)} className="flex flex-col gap-6">
        <TabList label="Administration" value={tab} tabs={tabs} />
        {tabs.map(({ value }) => {
          const Panel = panels[value];
          return (
            <TabPanel key={value} value={value}>
              <Panel />
            </TabPanel>
          );
        })}
      </Tabs>
    </Page>
  );
}
