import { Tabs as Radix } from 'radix-ui';
import { Fragment, useEffect } from 'react';
import { cn } from '@/lib/cn';
import { useScrollEdges } from '@/lib/use-scroll-edges';

interface Tab {
  value: string;
  label: string;
}

interface Props {
  label: string;
  /** The one that is open; it is scrolled to when the row is narrow. */
  value: string;
  tabs: readonly Tab[];
  className?: string;
}

interface SideProps {
  label: string;
  groups: readonly { label: string; tabs: readonly Tab[] }[];
}

/** The row of a tab set; panels are Radix contents beside it. Where it does not fit, it fades towards what is left. */
export function TabList({ label, value, tabs, className }: Props) {
  const { ref, before, after } = useScrollEdges<HTMLDivElement>();
  useEffect(() => {
    const open = ref.current?.children[tabs.findIndex((tab) => tab.value === value)];
    open?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [ref, tabs, value]);
  return (
    <div className={cn('border-b border-line', className)}>
      <Radix.List
        ref={ref}
        aria-label={label}
        className={cn(
          'flex gap-5 overflow-x-auto',
          before && 'mask-l-from-[calc(100%-3rem)]',
          after && 'mask-r-from-[calc(100%-3rem)]',
        )}
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="relative h-10 scroll-mx-12 shrink-0 text-base text-ink-3 transition-colors hover:text-ink data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:bg-accent"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
    </div>
  );
}

/** Many tabs in groups, as a list beside their panels; the set is `orientation="vertical"`. */
export function TabSideList({ label, groups }: SideProps) {
  return (
    <Radix.List aria-label={label} className="sticky top-8 flex w-40 shrink-0 flex-col self-start">
      {groups.map((group) => (
        <Fragment key={group.label}>
          {/* A list of tabs has no other children for whoever hears it. */}
          <span aria-hidden className="px-3 pt-6 pb-1.5 text-sm text-ink-3 first:pt-0">
            {group.label}
          </span>
          {group.tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className="relative flex h-8 items-center rounded-control px-3 text-left text-base text-ink-2 transition-colors hover:text-ink data-[state=active]:font-medium data-[state=active]:text-ink data-[state=active]:before:absolute data-[state=active]:before:inset-y-1.5 data-[state=active]:before:left-0 data-[state=active]:before:w-0.5 data-[state=active]:before:bg-accent"
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Fragment>
      ))}
    </Radix.List>
  );
}

export const Tabs = Radix.Root;
export const TabPanel = Radix.Content;
