import { cn } from '@/lib/cn';

interface Props {
  /** 0 to 1; null while nothing is known. */
  value: number | null;
  label: string;
  className?: string;
}

export function ProgressLine({ value, label, className }: Props) {
  const known = value !== null;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(known ? { 'aria-valuenow': Math.round(value * 100) } : {})}
      className={cn('h-0.5 overflow-hidden bg-line', className)}
    >
      <div
        className={cn(
          'h-full origin-left bg-accent',
          known ? 'transition-transform duration-300' : 'animate-sweep w-1/4',
        )}
        style={known ? { transform: `scaleX(${Math.max(0.01, value)})` } : undefined}
      />
    </div>
  );
}
