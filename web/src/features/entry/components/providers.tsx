import { useMutation } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { ProviderMark } from '@/components/ui/provider-mark';
import type { ApiProblem } from '@/lib/api/problem';
import { leave } from '@/lib/leaving';
import { useDoors } from '@/lib/queries/session';
import { words } from '../words';

/** Other issuers that know people, first; nothing where there is none. */
export function Providers({ next }: { next?: string | undefined }) {
  const { providers } = useDoors();
  const go = useMutation<void, ApiProblem, string>({
    mutationFn: (provider) => leave({ provider, purpose: 'enter', next }),
  });
  if (providers.length === 0) return null;
  return (
    <div className="flex flex-col gap-5">
      <ul aria-label={words.providers.list} className="flex flex-col gap-2">
        {providers.map(({ name, label }) => (
          <li key={name}>
            <Button size="lg" className="relative w-full" disabled={go.isPending} onClick={() => go.mutate(name)}>
              <ProviderMark name={name} className="absolute left-4 size-5" />
              {words.providers.with} {label}
            </Button>
          </li>
        ))}
      </ul>
      {go.error && <ProblemPanel compact title={words.providers.failed} problem={go.error} />}
      <p className="flex items-center gap-3 text-sm text-ink-3 before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        {words.providers.or}
      </p>
    </div>
  );
}
