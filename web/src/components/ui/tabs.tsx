import { Tabs as Radix } from 'radix-ui';
import { cn } from '@/lib/cn';

interface Props {
  label: string;
  tabs: readonly { value: string; label: string }[];
  className?: string;
}

/** The row of a tab set; panels are Radix contents beside it. */
export function TabList({ label, tabs, className }: Props) {
  return (
    <Radix.List aria-label={label} className={cn('flex gap-6 overflow-x-auto border-b border-line', className)}>
      {tabs.map((tab) => (
        <Radix.Trigger
          key={tab.value}
          value={tab.value}
          className="relative h-10 shrink-0 text-base text-ink-3 transition-colors hover:text-ink data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:bg-accent"
        >
          {tab.label}
        </Radix.Trigger>
      ))}
    </Radix.List>
  );
}

export const Tabs = Radix.Root;
export const TabPanel = Radix.Content;
