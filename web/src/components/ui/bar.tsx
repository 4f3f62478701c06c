import { cn } from '@/lib/cn';

interface Props {
  label: string;
  /** Share that is used, 0 to 1 and above when it went over. */
  used: number;
  /** Share that is held for running work. */
  held?: number;
  className?: string;
}

/** A budget as a line: spent solid, held lighter; warns from 80 %, alarms at the limit. */
export function Bar({ label, used, held = 0, className }: Props) {
  const total = used + held;
  const tone = total >= 1 ? 'bg-bad' : total >= 0.8 ? 'bg-warn' : 'bg-ink-2';
  const share = (value: number) => `${Math.min(100, Math.max(0, value * 100))}%`;
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, Math.round(total * 100))}
      className={cn('flex h-1 overflow-hidden rounded-full bg-line-strong', className)}
    >
      <div className={cn('h-full', tone)} style={{ width: share(used) }} />
      <div className={cn('h-full opacity-40', tone)} style={{ width: share(Math.min(held, 1 - used)) }} />
    </div>
  );
}
