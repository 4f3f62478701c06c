import { ChevronDown, SlidersHorizontal } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/lib/cn';
import { priceOf } from '../lib/model-words';
import { CreatePanel, type CreateProps } from './create-panel';

interface Props {
  create: CreateProps;
  stage: ReactNode;
}

/** The studio on a phone: picture first, the prompt in a sheet at thumb height. */
export function StudioSheet({ create, stage }: Props) {
  const [open, setOpen] = useState(false);
  const { model } = create.composer;
  return (
    <div className="flex size-full min-h-0 flex-col">
      <div className={cn('min-h-0 grow', open && 'hidden')}>{stage}</div>
      <div className={cn('flex min-h-0 flex-col border-t border-line bg-panel', open ? 'grow' : 'shrink-0')}>
        <Button
          variant="quiet"
          size="md"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="h-11 w-full justify-between rounded-none px-4"
        >
          <span className="flex min-w-0 items-center gap-2">
            <SlidersHorizontal size={16} strokeWidth={1.5} aria-hidden />
            <span className="truncate">{model ? `${model.display_name} · ${priceOf(model)}` : 'Settings'}</span>
          </span>
          <span className="flex items-center gap-1 text-sm">
            {open ? 'Done' : 'Settings'}
            <ChevronDown size={16} strokeWidth={1.5} aria-hidden className={open ? '' : 'rotate-180'} />
          </span>
        </Button>
        <div className="min-h-0 grow">
          <CreatePanel {...create} folded={!open} />
        </div>
      </div>
    </div>
  );
}
