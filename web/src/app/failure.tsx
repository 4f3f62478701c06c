import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { useTitle } from '@/lib/use-title';

/** The last boundary: a page that failed to draw, or a server that does not answer. */
export function Failure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  useTitle('Problem');
  return (
    <main className="flex min-h-full flex-col justify-center">
      <ProblemPanel
        title="This page could not be shown"
        problem={error instanceof Error ? error : new Error(String(error))}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}
