import { ChevronRight, RotateCcw } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { Parameters } from '@/lib/stores/draft';
import { isChanged, type ParameterField } from '../lib/parameter-fields';
import { words } from '../words';
import { ParameterControl } from './parameter-control';

interface Props {
  fields: readonly ParameterField[];
  values: Parameters;
  faults: Record<string, string>;
  onChange: (name: string, value: unknown) => void;
  onReset: () => void;
}

/** The form a model's own schema draws. */
export function ParameterForm({ fields, values, faults, onChange, onReset }: Props) {
  const advanced = fields.filter((field) => field.advanced);
  const [open, setOpen] = useState(false);
  const changed = advanced.filter((field) => isChanged(field, values)).length;
  const faulty = advanced.some((field) => faults[field.name]);
  const draw = (field: ParameterField) => (
    <ParameterControl
      key={field.name}
      field={field}
      value={values[field.name] ?? field.fallback}
      error={faults[field.name]}
      onChange={(value) => onChange(field.name, value)}
    />
  );
  return (
    <div className="flex flex-col gap-4">
      {fields.filter((field) => !field.advanced).map(draw)}
      {advanced.length === 0 && fields.some((field) => isChanged(field, values)) && (
        <Button variant="quiet" size="sm" onClick={onReset} className="-ml-2 self-start px-2">
          <RotateCcw size={14} strokeWidth={1.5} aria-hidden />
          {words.form.resetAll}
        </Button>
      )}
      {advanced.length > 0 && (
        <Collapsible.Root open={open || faulty} onOpenChange={setOpen}>
          <div className="flex items-center justify-between">
            <Collapsible.Trigger className="group -ml-1 flex h-8 items-center gap-1.5 rounded-control pr-2 pl-1 text-sm font-medium text-ink-2 hover:text-ink">
              <ChevronRight
                size={16}
                strokeWidth={1.5}
                className="transition-transform group-data-[state=open]:rotate-90"
                aria-hidden
              />
              {words.form.advanced}
              {changed > 0 && (
                <span className="tabular font-normal text-accent-text">{words.form.changed(changed)}</span>
              )}
            </Collapsible.Trigger>
            {fields.some((field) => isChanged(field, values)) && (
              <Button variant="quiet" size="sm" onClick={onReset} className="-mr-2 px-2">
                <RotateCcw size={14} strokeWidth={1.5} aria-hidden />
                {words.form.resetAll}
              </Button>
            )}
          </div>
          <Collapsible.Content className="flex flex-col gap-4 pt-2">{advanced.map(draw)}</Collapsible.Content>
        </Collapsible.Root>
      )}
    </div>
  );
}
