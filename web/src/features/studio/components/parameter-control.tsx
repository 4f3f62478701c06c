import { CircleHelp } from 'lucide-react';
import { useId } from 'react';
import type { FieldControl } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { Slider } from '@/components/ui/slider';
import { Switch } from '@/components/ui/switch';
import { Tooltip } from '@/components/ui/tooltip';
import { optionWord } from '@/lib/parameter-words';
import { typeOf, type ParameterField, type Widget } from '../lib/parameter-fields';
import { words } from '../words';
import { AspectPicker, AspectSwap } from './aspect-picker';
import { AssetField } from './asset-field';
import { ChoicesField, ListField } from './list-field';
import { SeedField } from './seed-field';

interface Props {
  field: ParameterField;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

interface WidgetProps extends Omit<Props, 'error'> {
  id: string;
  described: Omit<FieldControl, 'id'>;
}

function numberStep({ schema }: ParameterField): number {
  if (schema.multipleOf) return schema.multipleOf;
  if (typeOf(schema) === 'integer') return 1;
  const range = (schema.maximum ?? 1) - (schema.minimum ?? 0);
  return range <= 2 ? 0.01 : range <= 20 ? 0.1 : 1;
}

function NumberInput({ field, value, onChange, id, described, narrow }: WidgetProps & { narrow?: boolean }) {
  return (
    <Input
      id={id}
      type="number"
      inputMode="decimal"
      min={field.schema.minimum}
      max={field.schema.maximum}
      step={numberStep(field)}
      value={typeof value === 'number' ? value : ''}
      className={narrow ? 'tabular h-7 w-20 px-2 text-right text-sm' : 'tabular'}
      onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
      {...described}
    />
  );
}

function Control(props: WidgetProps) {
  const { field, value, onChange, id, described } = props;
  const options = field.schema.enum ?? [];
  switch (field.widget) {
    case 'aspect':
      return <AspectPicker label={field.label} value={value} options={options} onChange={onChange} />;
    case 'seed':
      return (
        <SeedField
          id={id}
          label={field.label}
          schema={field.schema}
          value={value}
          described={described}
          onChange={onChange}
        />
      );
    case 'slider':
      return (
        <Slider
          label={field.label}
          value={typeof value === 'number' ? value : (field.schema.minimum ?? 0)}
          min={field.schema.minimum ?? 0}
          max={field.schema.maximum ?? 100}
          step={numberStep(field)}
          onChange={onChange}
        />
      );
    case 'number':
      return <NumberInput {...props} />;
    case 'segmented':
      return (
        <Segmented
          label={field.label}
          value={String(value ?? '')}
          segments={options.map((option) => ({ value: String(option), label: optionWord(option) }))}
          onChange={(next) => onChange(options.find((option) => String(option) === next))}
        />
      );
    case 'select':
      return (
        <Select
          id={id}
          aria-label={field.label}
          value={String(value ?? '')}
          options={options.map((option) => ({ value: String(option), label: optionWord(option) }))}
          onChange={(next) => onChange(options.find((option) => String(option) === next))}
          {...described}
        />
      );
    case 'textarea':
      return (
        <Textarea
          id={id}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.target.value || undefined)}
          {...described}
        />
      );
    case 'text':
      return (
        <Input
          id={id}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.target.value || undefined)}
          {...described}
        />
      );
    case 'asset':
      return <AssetField field={field} value={value} describedBy={described['aria-describedby']} onChange={onChange} />;
    case 'choices':
      return <ChoicesField field={field} value={value} onChange={onChange} />;
    case 'list':
      return <ListField field={field} value={value} described={described} onChange={onChange} />;
    case 'switch':
      return null;
  }
}

/** These are several controls; the label names their group, and no single one. */
const grouped = new Set<Widget>(['aspect', 'segmented', 'asset', 'choices', 'list']);

/** One parameter: label with help, the control its schema asks for, its fault. A double click on the label resets it. */
export function ParameterControl({ field, value, error, onChange }: Props) {
  const id = useId();
  const described = {
    'aria-describedby': error ? `${id}-error` : undefined,
    'aria-invalid': error ? (true as const) : undefined,
  };
  const widget = { field, value, onChange, id, described };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex min-h-7 items-center justify-between gap-2">
        <span className="flex min-w-0 items-center gap-1">
          <label
            {...(grouped.has(field.widget) ? {} : { htmlFor: id })}
            title={words.form.reset}
            onDoubleClick={() => onChange(undefined)}
            className="truncate text-sm font-medium text-ink-2 select-none"
          >
            {field.label}
            {field.unit && <span className="font-normal text-ink-3"> {field.unit}</span>}
          </label>
          {field.help && (
            <Tooltip label={field.help}>
              <button
                type="button"
                aria-label={`About ${field.label}: ${field.help}`}
                className="rounded-full p-1 text-ink-3 hover:text-ink"
              >
                <CircleHelp size={14} strokeWidth={1.5} aria-hidden />
              </button>
            </Tooltip>
          )}
        </span>
        {field.widget === 'slider' && <NumberInput {...widget} narrow />}
        {field.widget === 'aspect' && (
          <AspectSwap value={value} options={field.schema.enum ?? []} onChange={onChange} />
        )}
        {field.widget === 'switch' && (
          <Switch
            id={id}
            checked={value === true}
            onChange={onChange}
            aria-describedby={described['aria-describedby']}
          />
        )}
      </div>
      <Control {...widget} />
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}
