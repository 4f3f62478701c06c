import { Slider as Radix } from 'radix-ui';
import { cn } from '@/lib/cn';

interface Props {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
  className?: string;
}

export function Slider({ label, value, min, max, step, onChange, className }: Props) {
  return (
    <Radix.Root
      value={[value]}
      min={min}
      max={max}
      step={step}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      className={cn('relative flex h-5 w-full touch-none items-center select-none max-md:h-11', className)}
    >
      <Radix.Track className="relative h-0.5 grow rounded-full bg-line-strong">
        <Radix.Range className="absolute h-full rounded-full bg-ink-2" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        className="block size-3.5 rounded-full bg-ink transition-transform hover:scale-110 max-md:size-5"
      />
    </Radix.Root>
  );
}
