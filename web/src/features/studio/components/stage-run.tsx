import { skipToken, useQuery } from '@tanstack/react-query';
import { CircleX } from 'lucide-react';
import { Fitted } from '@/components/generation/fitted';
import { Button } from '@/components/ui/button';
import { ProgressLine } from '@/components/ui/progress-line';
import type { Generation } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { phaseOf, phaseOrder, phaseWord, statusSentence } from '@/lib/generation-words';
import { previewKey } from '@/lib/live/apply';
import { useCancel } from '@/lib/queries/generation-actions';
import { expectedRatio } from '@/lib/ratio';
import { useShortcut } from '@/lib/use-shortcut';
import { Elapsed } from './elapsed';

function Phases({ generation }: { generation: Generation }) {
  const current = phaseOf(generation);
  const at = phaseOrder.indexOf(current);
  return (
    <ol aria-label="Phases" className="flex items-center gap-5 text-sm max-md:gap-4">
      {[...phaseOrder, 'done' as const].map((phase, index) => (
        <li
          key={phase}
          aria-current={phase === current ? 'step' : undefined}
          className={cn(
            'flex items-center gap-1.5',
            index === at ? 'text-ink' : index < at ? 'text-ink-2' : 'text-ink-3',
          )}
        >
          <span
            aria-hidden
            className={cn(
              'size-1.5 rounded-full',
              index === at ? 'animate-breathe bg-accent' : index < at ? 'bg-ink-2' : 'ring-1 ring-line-strong',
            )}
          />
          {phase === 'done' ? 'Done' : phaseWord(phase)}
        </li>
      ))}
    </ol>
  );
}

/** A run on its way: an empty frame of the coming shape, the phase, the time, and how to stop it. */
export function StageRun({ generation }: { generation: Generation }) {
  const cancel = useCancel();
  const preview = useQuery<string>({ queryKey: previewKey(generation.id), queryFn: skipToken });
  const stop = () => cancel.mutate(generation.id);
  useShortcut('cancel', stop);
  const ratio =
    generation.generation_type === 'image' || generation.generation_type === 'video' ? expectedRatio(generation) : 1.6;
  return (
    <div className="flex size-full min-h-0 flex-col gap-5">
      <div className="min-h-0 grow">
        <Fitted ratio={ratio} widthMax={1024}>
          <div className="relative flex size-full flex-col overflow-hidden rounded-picture bg-raised">
            {preview.data && (
              <img
                src={preview.data}
                alt=""
                className="animate-appear absolute inset-0 size-full object-cover blur-md"
              />
            )}
            {/* The safelight: on while something develops. */}
            <div
              aria-hidden
              className="animate-breathe absolute inset-0 bg-[radial-gradient(ellipse_at_50%_110%,var(--accent-wash),transparent_65%)]"
            />
            <div className="relative m-auto flex flex-col items-center gap-2 p-6 text-center">
              <p className="font-display text-display-sm text-ink">{statusSentence(generation)}</p>
              <p className="text-ink-2">
                {generation.model} · <Elapsed since={generation.created_at} />
                {generation.attempts > 1 && ` · attempt ${generation.attempts}`}
              </p>
            </div>
            <ProgressLine
              value={generation.progress}
              label="Progress of the generation"
              className="absolute inset-x-0 bottom-0"
            />
          </div>
        </Fitted>
      </div>
      <div className="flex flex-wrap items-center justify-center gap-x-8 gap-y-3">
        <Phases generation={generation} />
        <Button size="sm" onClick={stop} disabled={cancel.isPending}>
          <CircleX size={16} strokeWidth={1.5} aria-hidden />
          Cancel
        </Button>
      </div>
      {cancel.error && (
        <p role="alert" className="text-center text-sm text-bad">
          {cancel.error.message}
        </p>
      )}
    </div>
  );
}
