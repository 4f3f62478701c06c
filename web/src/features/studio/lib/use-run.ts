import { useRef } from 'react';
import type { Generation } from '@/lib/api/types';
import { randomId } from '@/lib/random-id';
import { useGenerate } from '../api/generate';
import type { Composer } from './use-composer';

/** Pressing Generate: one key per intent, kept while an answer is missing, so a repeat never buys twice. */
export function useRun(composer: Composer, onStarted: (generation: Generation) => void) {
  const generate = useGenerate();
  const intent = useRef<{ body: string; key: string } | null>(null);
  const { request, draft, valid, model } = composer;
  const ready = Boolean(request?.prompt && valid && model?.available && !generate.isPending);

  const run = () => {
    if (!request || !ready) return;
    const body = JSON.stringify(request);
    if (intent.current?.body !== body) intent.current = { body, key: randomId() };
    generate.mutate(
      { request, idempotencyKey: intent.current.key },
      {
        onSuccess: (generation) => {
          intent.current = null;
          draft.remember(request.prompt);
          onStarted(generation);
        },
        onError: (problem) => {
          if (problem.code !== 'network.unreachable') intent.current = null;
        },
      },
    );
  };

  return {
    run,
    ready,
    sending: generate.isPending,
    problem: generate.error,
    forget: () => generate.error && generate.reset(),
  };
}

export type Run = ReturnType<typeof useRun>;
