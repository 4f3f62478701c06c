import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiProblem, type Problem } from '@/lib/api/problem';
import { cn } from '@/lib/cn';
import { Button } from './button';
import { CopyButton } from './copy-button';

interface Props {
  /** What did not work, e.g. "The library could not be loaded". */
  title: string;
  problem: Error;
  onRetry?: (() => void) | undefined;
  actions?: ReactNode;
  className?: string;
  compact?: boolean;
}

/** Whoever met these only has to wait. */
const waits = new Set(['over_email_send_rate_limit', 'over_request_rate_limit']);

/** Is it for whoever runs the server to look at? What a person can mend needs no id. */
function needsLog({ status, code }: Problem): boolean {
  return (status >= 500 || status === 429) && code !== 'network.unreachable' && !waits.has(code);
}

/** What failed, what to do, and the id that finds it in the log. */
export function ProblemPanel({ title, problem, onRetry, actions, className, compact }: Props) {
  const refused = problem instanceof ApiProblem ? problem.problem : null;
  const link = refused?.action;
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-start gap-2', compact ? 'p-0' : 'px-6 py-12 md:px-12', className)}
    >
      <p className="flex items-center gap-2 font-medium text-ink">
        <CircleAlert size={16} strokeWidth={1.5} className="text-bad" aria-hidden />
        {title}
      </p>
      <p className="max-w-[60ch] text-ink-2">{refused?.detail ?? problem.message}</p>
      {refused?.retry_after_seconds !== undefined && (
        <p className="tabular text-ink-2">You can try again in {refused.retry_after_seconds} s.</p>
      )}
      {refused?.provider?.message && (
        <p className="max-w-[60ch] text-sm text-ink-2">
          {refused.provider.name} says: “{refused.provider.message}”
        </p>
      )}
      {refused && needsLog(refused) && (
        <p className="flex items-center gap-1 font-mono text-xs text-ink-3">
          {refused.code}
          {refused.request_id && (
            <>
              {' · '}
              {refused.request_id.slice(0, 13)}
              <CopyButton text={refused.request_id} label="Copy request id" className="size-6" />
            </>
          )}
        </p>
      )}
      {(onRetry || actions || link) && (
        <div className="mt-1 flex flex-wrap gap-2">
          {onRetry && (
            <Button size="sm" onClick={onRetry}>
              Try again
            </Button>
          )}
          {link && (
            <Button size="sm" asChild>
              <a href={link.href}>{link.label}</a>
            </Button>
          )}
          {actions}
        </div>
      )}
    </div>
  );
}
