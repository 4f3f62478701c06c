import { Dices } from 'lucide-react';
import type { FieldControl } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import type { JsonSchema } from '@/lib/api/types';

interface Props {
  id: string;
  label: string;
  schema: JsonSchema;
  /** A number is kept; an empty text is one that is kept but not written yet; anything else is a new one each time. */
  value: unknown;
  described: Omit<FieldControl, 'id'>;
  onChange: (value: number | '' | undefined) => void;
}

const seedMax = 2_147_483_647;

/** Either a new seed each time, or one that repeats the same result. */
export function SeedField({ id, label, schema, value, described, onChange }: Props) {
  const fixed = typeof value === 'number' || value === '';
  const draw = () => onChange(Math.floor(Math.random() * Math.min(schema.maximum ?? seedMax, seedMax)));
  return (
    <div className="flex flex-col gap-2">
      <Segmented
        label={`${label} mode`}
        value={fixed ? 'fixed' : 'random'}
        segments={[
          { value: 'random', label: 'New each time' },
          { value: 'fixed', label: 'Keep one' },
        ]}
        onChange={(mode) => (mode === 'random' ? onChange(undefined) : draw())}
      />
      {fixed && (
        <div className="flex items-center gap-1">
          <Input
            id={id}
            type="number"
            inputMode="numeric"
            min={schema.minimum ?? 0}
            max={schema.maximum ?? seedMax}
            step={1}
            value={value}
            className="tabular font-mono"
            {...described}
            onChange={(event) => onChange(event.target.value === '' ? '' : Number(event.target.value))}
          />
          <IconButton icon={Dices} label="Draw another seed" onClick={draw} />
        </div>
      )}
    </div>
  );
}
