import { ArrowLeftRight } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { IconButton } from '@/components/ui/icon-button';
import { cn } from '@/lib/cn';
import { ratioOf } from '@/lib/ratio';

interface Props {
  label: string;
  value: unknown;
  options: readonly unknown[];
  onChange: (value: unknown) => void;
}

function Shape({ ratio }: { ratio: number | undefined }) {
  const width = ratio === undefined ? 16 : ratio >= 1 ? 20 : 20 * ratio;
  const height = ratio === undefined ? 16 : ratio >= 1 ? 20 / ratio : 20;
  return (
    <svg viewBox="0 0 24 24" className="size-6" aria-hidden>
      <rect
        x={12 - width / 2}
        y={12 - height / 2}
        width={width}
        height={height}
        rx={1.5}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeDasharray={ratio === undefined ? '3 2' : undefined}
      />
    </svg>
  );
}

/** The option with the sides exchanged, when the model has it. */
function swapped(value: unknown, options: readonly unknown[]): unknown {
  const ratio = ratioOf(value);
  if (!ratio || ratio === 1) return undefined;
  return options.find((option) => Math.abs((ratioOf(option) ?? 0) - 1 / ratio) < 0.01);
}

export function AspectPicker({ label, value, options, onChange }: Props) {
  const other = swapped(value, options);
  return (
    <div className="flex items-start gap-1">
      <RadioGroup.Root
        aria-label={label}
        value={String(value ?? '')}
        onValueChange={(next) => onChange(options.find((option) => String(option) === next))}
        className={cn(
          'grid grow gap-1',
          options.some((option) => String(option).length > 5)
            ? 'grid-cols-[repeat(auto-fill,minmax(84px,1fr))]'
            : 'grid-cols-[repeat(auto-fill,minmax(52px,1fr))]',
        )}
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={String(option)}
            value={String(option)}
            className="flex min-w-0 flex-col items-center gap-0.5 rounded-control px-1 pt-1.5 pb-1 text-ink-3 transition-colors hover:bg-raised hover:text-ink data-[state=checked]:bg-accent-wash data-[state=checked]:text-accent-text"
          >
            <Shape ratio={ratioOf(option)} />
            <span className="tabular text-xs">{String(option).replace('x', '×')}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <IconButton
        icon={ArrowLeftRight}
        label="Swap width and height"
        disabled={other === undefined}
        onClick={() => onChange(other)}
      />
    </div>
  );
}
