import { Page } from '@/components/ui/page';
import { TabList, TabPanel, Tabs } from '@/components/ui/tabs';
import { adminTabs, type AdminTab } from '../lib/tabs';
import { ServerAudit } from './server-audit';
import { DataConsole } from './data-console';
import { DeadLetters } from './dead-letters';
import { Exposure } from './exposure';
import { Health } from './health';
import { Mail } from './mail';
import { Moderation } from './moderation';
import { People } from './people';
import { ProvidersPanel } from './providers-panel';
import { ServerBudgets } from './server-budgets';
import { ServerKeys } from './server-keys';
import { ServerUsage } from './server-usage';
import { SignUpSwitch } from './sign-up-switch';
import { Tiers } from './tiers';
import { Workers } from './workers';

const panels = {
  people: People,
  keys: ServerKeys,
  usage: ServerUsage,
  limits: ServerBudgets,
  tiers: Tiers,
  providers: ProvidersPanel,
  workers: Workers,
  moderation: Moderation,
  'sign-up': SignUpSwitch,
  mail: Mail,
  audit: ServerAudit,
  exposure: Exposure,
  'dead-letters': DeadLetters,
  health: Health,
  data: DataConsole,
};

export function AdminPage({ tab, onTab }: { tab: AdminTab; onTab: (tab: AdminTab) => void }) {
  return (
    <Page title="Admin">
      <Tabs value={tab} onValueChange={(next) => onTab(next as AdminTab)} className="flex flex-col gap-6">
        <TabList label="Administration" value={tab} tabs={adminTabs} />
        {adminTabs.map(({ value }) => {
          const Panel = panels[value];
          return (
            // The line below the tabs is enough.
            <TabPanel
              key={value}
              value={value}
              className="flex flex-col gap-10 [&>section:first-child]:border-0 [&>section:first-child]:pt-0"
            >
              <Panel />
            </TabPanel>
          );
        })}
      </Tabs>
    </Page>
  );
}
