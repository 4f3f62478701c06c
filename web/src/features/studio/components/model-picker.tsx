import { ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import { inputLook } from '@/components/ui/input';
import type { GenerationType, Model } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { useProviderName } from '@/lib/queries/providers';
import { endOf, priceOf } from '../lib/model-words';
import { words } from '../words';
import { ModelDialog } from './model-dialog';

interface Props {
  models: readonly Model[];
  /** What is made now; the list starts with models for it. */
  type: GenerationType;
  value: Model | undefined;
  onChange: (model: Model) => void;
}

/** The model in use, its price and its end. Opens the list; a letter typed on it starts the search. */
export function ModelPicker({ models, type, value, onChange }: Props) {
  const [opened, setOpened] = useState<{ query: string } | null>(null);
  const provider = useProviderName()(value?.provider ?? '');
  const ends = value && endOf(value);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpened({ query: '' })}
        onKeyDown={(event) => {
          const typed = event.key.length === 1 && /\S/.test(event.key);
          if (!typed || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          setOpened({ query: event.key });
        }}
        className={cn(inputLook, 'flex min-h-12 items-center gap-3 py-1.5 text-left')}
      >
        <span className="sr-only">{words.models.trigger}</span>
        <span className="flex min-w-0 grow flex-col">
          <span className="truncate font-medium">{value?.display_name ?? words.models.title}</span>
          {value && (
            <span className="truncate text-sm text-ink-3">
              {provider} · {priceOf(value)}
            </span>
          )}
          {ends && <span className="truncate text-sm text-warn">{ends}</span>}
        </span>
        <ChevronsUpDown size={16} strokeWidth={1.5} className="shrink-0 text-ink-3" aria-hidden />
      </button>
      <ModelDialog
        open={opened !== null}
        onClose={() => setOpened(null)}
        models={models}
        chosen={value ? [value.id] : []}
        query={opened?.query ?? ''}
        filter={{ type: [type] }}
        onPick={(model) => {
          onChange(model);
          setOpened(null);
        }}
      />
    </>
  );
}
