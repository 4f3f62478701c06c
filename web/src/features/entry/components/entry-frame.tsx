import type { ReactNode } from 'react';
import { Mark } from '@/components/ui/mark';
import { useTitle } from '@/lib/use-title';
import { Print } from './print';

interface Props {
  title: string;
  heading: ReactNode;
  lead: ReactNode;
  children: ReactNode;
}

/** The entrance: words and form on one side, a print on the other. */
export function EntryFrame({ title, heading, lead, children }: Props) {
  useTitle(title);
  return (
    <div className="grid min-h-dvh bg-ground md:grid-cols-[minmax(420px,1fr)_minmax(0,1.15fr)]">
      <main className="flex flex-col px-6 py-8 md:px-16 md:py-12">
        <p className="flex items-center gap-2.5 font-display text-display-sm leading-none">
          <Mark className="size-7 text-accent" />
          Atelier
        </p>
        <div className="my-auto flex w-full max-w-[400px] flex-col gap-8 py-12">
          <div className="flex flex-col gap-3">
            <h1 className="font-display text-display leading-[1.05]">{heading}</h1>
            <p className="text-ink-2">{lead}</p>
          </div>
          {children}
        </div>
      </main>
      <Print className="h-full p-4 max-md:hidden md:py-6 md:pr-6" />
    </div>
  );
}
