import { useEffect, useRef, useState } from 'react';
import { Loading } from '@/components/ui/loading';
import { Skeleton } from '@/components/ui/skeleton';
import { takeLeaving, type Leaving } from '@/lib/leaving';
import type { SecondStep } from '../api/enter';
import { useArriveFromProvider } from '../api/provider';
import { words } from '../words';
import { EntryFrame } from './entry-frame';
import { SecondStepPage } from './second-step';

interface Props {
  code: string | undefined;
  /** What the issuer or we refused; empty for nothing. */
  refused: string | undefined;
  onDone: (next: string | undefined) => void;
  onLinked: (provider: string) => void;
  onRefused: (code: string, purpose: Leaving['purpose']) => void;
}

/** The browser comes back from another issuer; nothing to do here but to wait, or to enter the code of an authenticator. */
export function FromProviderPage({ code, refused, onDone, onLinked, onRefused }: Props) {
  const begun = useRef(false);
  const arrive = useArriveFromProvider();
  const [step, setStep] = useState<{ step: SecondStep; next: string | undefined } | null>(null);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const leaving = takeLeaving();
    const purpose = leaving?.purpose ?? 'enter';
    if (refused || !code || !leaving) onRefused(refused ?? 'bad_oauth_state', purpose);
    else if (purpose === 'link') onLinked(leaving.provider);
    else
      arrive.mutate(
        { code, leaving },
        {
          onSuccess: (entered) =>
            'second_step' in entered
              ? setStep({ step: entered.second_step, next: leaving.next })
              : onDone(leaving.next),
          onError: (problem) => onRefused(problem.code, purpose),
        },
      );
  });
  if (step) {
    return (
      <SecondStepPage
        step={step.step}
        onDone={() => onDone(step.next)}
        onBack={() => onRefused('identity.second_step_over', 'enter')}
      />
    );
  }
  return (
    <EntryFrame title={words.arriving.title} heading={words.arriving.heading} lead={words.arriving.lead}>
      <Loading label={words.arriving.loading} className="flex flex-col gap-5">
        <Skeleton className="h-11" />
      </Loading>
    </EntryFrame>
  );
}
