import { ArrowLeftRight } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { IconButton } from '@/components/ui/icon-button';
import { optionWord } from '@/lib/parameter-words';
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

/** Exchanges width and height; stands beside the label, so that the shapes have the whole width. */
export function AspectSwap({ value, options, onChange }: Omit<Props, 'label'>) {
  const other = swapped(value, options);
  return (
    <IconButton
      icon={ArrowLeftRight}
      label="Swap width and height"
      className="-mr-1.5 size-7 max-md:size-11"
      disabled={other === undefined}
      onClick={() => onChange(other)}
    />
  );
}

/** Rows of one length, so that no shape stands alone; fewer to a row only where they would not fit. */
function columnsFor(options: readonly unknown[]): string {
  const wide = options.some((option) => String(option).length > 5);
  const rows = Math.ceil(options.length / (wide ? 4 : 6));
  const columns = Math.ceil(options.length / rows);
  // The gaps and one pixel less than all of it: rounding must not push the last one down.
  const share = `calc((100% - ${columns * 4 + 1}px) / ${columns})`;
  return `repeat(auto-fill, minmax(max(${wide ? 70 : 40}px, ${share}), 1fr))`;
}

export function AspectPicker({ label, value, options, onChange }: Props) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={String(value ?? '')}
      onValueChange={(next) => onChange(options.find((option) => String(option) === next))}
      className="grid gap-1"
      style={{ gridTemplateColumns: columnsFor(options) }}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={String(option)}
          value={String(option)}
          className="flex min-w-0 flex-col items-center gap-0.5 rounded-control pt-1.5 pb-1 text-ink-3 transition-colors hover:bg-raised hover:text-ink data-[state=checked]:bg-accent-wash data-[state=checked]:text-accent-text"
        >
          <Shape ratio={ratioOf(option)} />
          <span className="tabular text-xs">{optionWord(option).replace('x', '×')}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
