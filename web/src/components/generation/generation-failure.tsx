import { CircleAlert, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { CopyButton } from '@/components/ui/copy-button';
import type { Generation, GenerationError } from '@/lib/api/types';
import { money } from '@/lib/format';
import { useNarrow } from '@/lib/use-media';

const whose: Record<GenerationError['whose'], string> = {
  you: 'The request needs a change',
  provider: 'The provider failed',
  us: 'Atelier failed',
};

function chargedSentence(generation: Generation, error: GenerationError): string {
  if (!error.charged) return 'You were not charged.';
  return `The provider charged ${money(generation.cost_micros)} for it.`;
}

function errorOf(generation: Generation): GenerationError {
  return (
    generation.error ?? {
      code: generation.error_code ?? 'generation.failed',
      title: 'The generation failed',
      detail: generation.error_message ?? 'No reason was recorded.',
      whose: 'us',
      charged: (generation.cost_micros ?? 0) > 0,
      action: null,
      provider_message: null,
      provider_request_id: null,
    }
  );
}

/** The ids that find it in the log and at the provider. */
function Ids({ generation, error }: { generation: Generation; error: GenerationError }) {
  return (
    <dl className="grid max-w-full grid-cols-[auto_1fr] items-center gap-x-4 text-xs text-ink-3">
      {[
        ['Code', error.code],
        ['Generation', generation.id],
        ['Provider request', error.provider_request_id],
      ].map(([name, value]) =>
        value ? (
          <div key={name} className="col-span-2 grid grid-cols-subgrid items-center">
            <dt>{name}</dt>
            <dd className="flex min-w-0 items-center gap-1 font-mono">
              <span className="truncate">{value}</span>
              <CopyButton text={value} label={`Copy ${name?.toLowerCase()}`} className="size-6" />
            </dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

interface Props {
  generation: Generation;
  busy?: boolean;
  onRetry: (confirmUnknown: boolean) => void;
}

/** What failed, whose fault, charged or not, what to do, and the ids that find it. */
export function GenerationFailure({ generation, busy, onRetry }: Props) {
  const [asking, setAsking] = useState(false);
  const narrow = useNarrow();
  const error = errorOf(generation);
  const unknown = error.code === 'generation.outcome_unknown';
  return (
    <div className="flex w-full max-w-[560px] flex-col items-start gap-4">
      <div className="flex flex-col gap-2">
        {error.title !== whose[error.whose] && (
          <p className="flex items-center gap-2 text-sm text-bad">
            <CircleAlert size={16} strokeWidth={1.5} aria-hidden />
            {whose[error.whose]}
          </p>
        )}
        <h2 className="font-display text-display-sm">{error.title}</h2>
        <p className="text-ink-2">{error.detail}</p>
        {error.action && <p className="text-ink">{error.action}</p>}
        <p className="font-medium text-ink">{chargedSentence(generation, error)}</p>
      </div>
      {error.provider_message && (
        <blockquote className="border-l-2 border-line-strong pl-4 text-sm text-ink-2">
          <p className="font-mono break-words">{error.provider_message}</p>
          <footer className="pt-1 text-ink-3">The provider’s own words</footer>
        </blockquote>
      )}
      <Button
        variant={unknown ? 'plain' : 'primary'}
        disabled={busy}
        onClick={() => (unknown ? setAsking(true) : onRetry(false))}
      >
        <RotateCcw size={16} strokeWidth={1.5} aria-hidden />
        {unknown ? 'Run again anyway' : 'Try again'}
      </Button>
      {narrow ? (
        <details className="max-w-full text-sm text-ink-3">
          <summary className="py-2">Details</summary>
          <Ids generation={generation} error={error} />
        </details>
      ) : (
        <Ids generation={generation} error={error} />
      )}
      <ConfirmDialog
        open={asking}
        title="Run it again anyway?"
        body="Nobody could find out whether the provider made the first one. If it did, you pay twice."
        confirm="Run again"
        cancel="Leave it"
        danger={false}
        onConfirm={() => onRetry(true)}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
