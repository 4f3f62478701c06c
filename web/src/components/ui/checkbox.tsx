import { cn } from '@/lib/cn';

interface Props {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Of the words beside the box. */
  className?: string;
}

/** One of several things that can be chosen; the whole line is pressed. */
export function Checkbox({ label, checked, onChange, className }: Props) {
  return (
    <label className="flex min-h-8 items-center gap-2 max-md:min-h-11">
      <input
        type="checkbox"
        className="size-4 shrink-0 accent-accent"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={cn('min-w-0 truncate', className)}>{label}</span>
    </label>
  );
}
