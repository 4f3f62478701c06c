import { SlidersHorizontal, X } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { Estimate } from '@/lib/api/types';
import { money } from '@/lib/format';
import { useProviderName } from '@/lib/queries/providers';
import { useDraft } from '@/lib/stores/draft';
import { keyWord, priceOf } from '../lib/model-words';
import type { Entrant } from '../lib/use-compare';
import { words } from '../words';
import { ParameterForm } from './parameter-form';

interface Props {
  entrant: Entrant;
  estimate: Estimate | undefined;
  onRemove: () => void;
}

/** One model that takes part: its price, whose key, and its own settings. */
export function CompareEntrant({ entrant, estimate, onRemove }: Props) {
  const { id, model, fields, values, faults } = entrant;
  const draft = useDraft();
  const provider = useProviderName()(model?.provider ?? '');
  const name = model?.display_name ?? id;
  const price =
    estimate && estimate.key_source !== 'free' ? money(estimate.estimate_micros) : model ? priceOf(model) : '';
  return (
    <li className="border-b border-line py-1.5 first:pt-0">
      <Collapsible.Root>
        <div className="flex items-center gap-1">
          <p className="flex min-w-0 grow flex-col">
            <span className="truncate font-medium text-ink">{name}</span>
            <span className={model?.available ? 'truncate text-sm text-ink-3' : 'text-sm text-warn'}>
              {model?.available
                ? `${provider} · ${price} · ${keyWord(model)}`
                : (model?.unavailable_reason ?? words.compare.unknownModel)}
            </span>
          </p>
          {fields.length > 0 && (
            <Collapsible.Trigger asChild>
              <Button variant="quiet" size="icon" aria-label={words.compare.settings(name)}>
                <SlidersHorizontal size={16} strokeWidth={1.5} aria-hidden />
              </Button>
            </Collapsible.Trigger>
          )}
          <IconButton icon={X} label={words.compare.remove(name)} onClick={onRemove} />
        </div>
        <Collapsible.Content className="pt-2 pb-3">
          <ParameterForm
            fields={fields}
            values={values}
            faults={faults}
            onChange={(parameter, value) => draft.setParameter(id, parameter, value)}
            onReset={() => draft.resetParameters(id)}
          />
        </Collapsible.Content>
      </Collapsible.Root>
    </li>
  );
}
