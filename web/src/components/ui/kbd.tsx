import { keyCaps } from '@/lib/use-shortcut';
import { cn } from '@/lib/cn';

/** A key combination such as `Mod+Enter`, as caps. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <kbd className={cn('inline-flex items-center gap-0.5 font-sans text-xs text-ink-3', className)}>
      {keyCaps(keys).map((cap) => (
        <span key={cap} className="min-w-4 rounded-[3px] border border-current/25 px-1 text-center leading-4">
          {cap}
        </span>
      ))}
    </kbd>
  );
}
