import { Link } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Check, ChevronsUpDown, Lock, Search } from 'lucide-react';
import { useState } from 'react';
import { Popover } from '@/components/ui/popover';
import { inputLook } from '@/components/ui/input';
import { paths } from '@/config/paths';
import type { Model } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { day } from '@/lib/format';
import { useProviderName } from '@/lib/queries/providers';

const keyWords = { free: 'no key needed', own: 'your key', server: 'server key' } as const;

export function priceOf(model: Model): string {
  if (model.price?.unit === 'free' || model.key_source === 'free') return 'Free';
  return model.price?.label ?? 'Price unknown';
}

function note(model: Model): string {
  if (!model.available) return model.unavailable_reason ?? 'It cannot run now.';
  return model.retires_at ? `Ends ${day(model.retires_at)}. ${model.description ?? ''}` : (model.description ?? '');
}

interface RowProps {
  model: Model;
  provider: string;
  chosen: boolean;
  onPick: () => void;
}

function Row({ model, provider, chosen, onPick }: RowProps) {
  return (
    <Command.Item
      value={`${model.display_name} ${model.id} ${provider}`}
      keywords={[model.provider, ...model.capabilities]}
      disabled={!model.available}
      onSelect={onPick}
      className="grid grid-cols-[16px_1fr_auto] items-baseline gap-x-2 rounded-control px-2 py-2 data-[selected=true]:bg-line"
    >
      <span className="self-center">
        {chosen && <Check size={16} strokeWidth={1.75} className="text-accent-text" aria-hidden />}
        {!model.available && <Lock size={14} strokeWidth={1.5} className="text-ink-3" aria-hidden />}
      </span>
      <span className={cn('truncate font-medium', model.available ? 'text-ink' : 'text-ink-2')}>
        {model.display_name} <span className="font-normal text-ink-2">{provider}</span>
      </span>
      <span className="tabular text-right text-sm text-ink">{priceOf(model)}</span>
      <span className="col-start-2 line-clamp-2 text-sm text-ink-2">{note(model)}</span>
      <span className="text-right text-sm text-ink-2">{model.key_source ? keyWords[model.key_source] : ''}</span>
    </Command.Item>
  );
}

interface Props {
  models: readonly Model[];
  value: Model | undefined;
  onChange: (model: Model) => void;
}

/** Search, price, whose key pays, and why a model cannot run. */
export function ModelPicker({ models, value, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const providerName = useProviderName();
  const providers = [...new Set(models.map((model) => model.provider))].toSorted();
  const ready = models.filter((model) => model.available);
  const locked = models.filter((model) => !model.available);
  const pick = (model: Model) => {
    onChange(model);
    setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Choose a model"
      className="w-[min(460px,calc(100vw-24px))]"
      trigger={
        <button type="button" className={cn(inputLook, 'flex min-h-12 items-center gap-3 py-1.5 text-left')}>
          <span className="sr-only">Model: </span>
          <span className="flex min-w-0 grow flex-col">
            <span className="truncate font-medium">{value?.display_name ?? 'Choose a model'}</span>
            {value && (
              <span className="truncate text-sm text-ink-3">
                {providerName(value.provider)} · {priceOf(value)}
              </span>
            )}
          </span>
          <ChevronsUpDown size={16} strokeWidth={1.5} className="shrink-0 text-ink-3" aria-hidden />
        </button>
      }
    >
      <Command label="Models" loop>
        <div className="flex items-center gap-2 border-b border-line px-3">
          <Search size={16} strokeWidth={1.5} className="text-ink-3" aria-hidden />
          <Command.Input
            autoFocus
            placeholder={`Search ${models.length} models of ${providers.length} providers`}
            className="h-11 grow bg-transparent text-base outline-none"
          />
        </div>
        <Command.List className="max-h-[min(420px,50vh)] overflow-y-auto p-1">
          <Command.Empty className="px-3 py-6 text-ink-2">No model has that name.</Command.Empty>
          {ready.length > 0 && (
            <Command.Group
              heading="Ready"
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
            >
              {ready.map((model) => (
                <Row
                  key={model.id}
                  model={model}
                  provider={providerName(model.provider)}
                  chosen={model.id === value?.id}
                  onPick={() => pick(model)}
                />
              ))}
            </Command.Group>
          )}
          {locked.length > 0 && (
            <Command.Group
              heading="Not ready yet"
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
            >
              {locked.map((model) => (
                <Row
                  key={model.id}
                  model={model}
                  provider={providerName(model.provider)}
                  chosen={false}
                  onPick={() => undefined}
                />
              ))}
            </Command.Group>
          )}
        </Command.List>
        {locked.length > 0 && (
          <div className="border-t border-line px-3 py-2 text-sm text-ink-2">
            <Link to={paths.keys} className="text-accent-text underline underline-offset-4">
              Add a provider key
            </Link>{' '}
            to use the others.
          </div>
        )}
      </Command>
    </Popover>
  );
}
