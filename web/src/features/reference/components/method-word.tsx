import { cn } from '@/lib/cn';

/** What only reads is quiet; what removes stands out. */
export function MethodWord({ method, className }: { method: string; className?: string }) {
  return (
    <span
      className={cn(
        'shrink-0 font-mono text-xs font-medium',
        method === 'DELETE' ? 'text-bad' : method === 'GET' || method === 'HEAD' ? 'text-ink-2' : 'text-accent-text',
        className,
      )}
    >
      {method}
    </span>
  );
}
