import { Page } from '@/components/ui/page';
import { TabList, TabPanel, Tabs, TabSideList } from '@/components/ui/tabs';
import { cn } from '@/lib/cn';
import { useMedia } from '@/lib/use-media';
import { adminGroups, adminTabs, type AdminTab } from '../lib/tabs';
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
  const wide = useMedia('(min-width: 1024px)');
  return (
    <Page title="Admin" className="max-w-[1320px]">
      <Tabs
        value={tab}
        onValueChange={(next) => onTab(next as AdminTab)}
        orientation={wide ? 'vertical' : 'horizontal'}
        className={cn('flex', wide ? 'gap-12' : 'flex-col gap-6')}
      >
        {wide ? (
          <TabSideList label="Administration" groups={adminGroups} />
        ) : (
          <TabList label="Administration" value={tab} tabs={adminTabs} />
        )}
        {adminTabs.map(({ value }) => {
          const Panel = panels[value];
          return (
            // The list beside it, or the line above, is enough of a border.
            <TabPanel
              key={value}
              value={value}
              className="flex min-w-0 flex-1 flex-col gap-10 [&>section:first-child]:border-0 [&>section:first-child]:pt-0"
            >
              <Panel />
            </TabPanel>
          );
        })}
      </Tabs>
    </Page>
  );
}
