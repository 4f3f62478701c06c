import { Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { optionWord } from '@/lib/parameter-words';
import { typeOf, type ParameterField } from '../lib/parameter-fields';
import { words } from '../words';

const itemsMax = 100;

interface Props {
  field: ParameterField;
  value: unknown;
  described: { 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };
  onChange: (value: unknown) => void;
}

/** Any of a few: each a button that stays pressed. */
export function ChoicesField({ field, value, onChange }: Omit<Props, 'described'>) {
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  const options = field.schema.items?.enum ?? [];
  return (
    <div role="group" aria-label={field.label} className="flex flex-wrap gap-1">
      {options.map((option) => {
        const on = chosen.includes(option);
        return (
          <button
            key={String(option)}
            type="button"
            aria-pressed={on}
            // In the order of the schema, whatever was pressed first.
            onClick={() => onChange(options.filter((each) => (each === option ? !on : chosen.includes(each))))}
            className="h-7 rounded-control px-2.5 text-sm text-ink-2 ring-1 ring-line-strong transition-colors ring-inset hover:bg-raised hover:text-ink aria-pressed:bg-accent-wash aria-pressed:text-accent-text aria-pressed:ring-accent max-md:h-11"
          >
            {optionWord(option)}
          </button>
        );
      })}
    </div>
  );
}

/** A list of texts or numbers. Enter adds the next one, Backspace in an empty one takes it away. */
export function ListField({ field, value, described, onChange }: Props) {
  const rows = useRef<HTMLDivElement>(null);
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const type = typeOf(field.schema.items ?? {});
  const numeric = type === 'integer' || type === 'number';
  const most = field.schema.maxItems ?? itemsMax;
  const put = (place: number, text: string) =>
    onChange(items.map((item, index) => (index === place ? (numeric && text !== '' ? Number(text) : text) : item)));
  const focus = (place: number) =>
    requestAnimationFrame(() => rows.current?.querySelectorAll<HTMLElement>('input')[place]?.focus());
  const add = () => {
    if (items.length >= most) return;
    onChange([...items, '']);
    focus(items.length);
  };
  const remove = (place: number) => {
    onChange(items.filter((_, index) => index !== place));
    focus(Math.max(0, place - 1));
  };
  return (
    <div ref={rows} role="group" aria-label={field.label} className="flex flex-col gap-1.5">
      {items.map((item, index) => (
        // The place is what a row is: texts may be equal, and empty at first.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="flex items-center gap-1">
          <Input
            type={numeric ? 'number' : 'text'}
            aria-label={words.lists.item(field.label, index + 1)}
            maxLength={field.schema.items?.maxLength}
            value={typeof item === 'number' || typeof item === 'string' ? item : ''}
            onChange={(event) => put(index, event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing) {
                event.preventDefault();
                add();
              }
              if (event.key === 'Backspace' && item === '') {
                event.preventDefault();
                remove(index);
              }
            }}
            {...described}
          />
          <IconButton icon={X} label={words.lists.remove(field.label, index + 1)} onClick={() => remove(index)} />
        </div>
      ))}
      {items.length < most && (
        <Button
          variant="quiet"
          size="sm"
          className="-ml-2 self-start px-2"
          aria-label={`${words.lists.add}: ${field.label}`}
          onClick={add}
        >
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          {words.lists.add}
        </Button>
      )}
    </div>
  );
}
