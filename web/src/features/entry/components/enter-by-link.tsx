import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { useEnterByToken, type SecondStep } from '../api/enter';
import { arrivedQuery } from '../api/messages';
import { words } from '../words';
import { EntryFrame } from './entry-frame';
import { SecondStepPage } from './second-step';

interface Props {
  token: string;
  said: { title: string; heading: string; lead: string };
  onDone: () => void;
  onBack: () => void;
}

/**
 * A link that lets somebody in. It says whom, and waits for a press: whoever sends you a link of theirs must not have
 * you work in their account without your seeing it.
 */
export function EnterByLink({ token, said, onDone, onBack }: Props) {
  const account = useQuery(arrivedQuery(token));
  const enter = useEnterByToken();
  const [step, setStep] = useState<SecondStep | null>(null);
  if (step) return <SecondStepPage step={step} onDone={onDone} onBack={onBack} />;
  return (
    <EntryFrame {...said}>
      {account.isPending && (
        <Loading label={words.choose.loading} className="flex flex-col gap-5">
          <Skeleton className="h-5 w-48" />
          <Skeleton className="h-11" />
        </Loading>
      )}
      {account.error && (
        <ProblemPanel
          compact
          title={words.choose.failed}
          problem={account.error}
          onRetry={() => void account.refetch()}
        />
      )}
      {account.data && (
        <div className="flex flex-col gap-5">
          <p className="break-words text-ink-2">
            {words.choose.account} <span className="font-medium text-ink">{account.data.email}</span>
          </p>
          {enter.error && <ProblemPanel compact title={enter.error.problem.title} problem={enter.error} />}
          <Button
            variant="primary"
            size="lg"
            autoFocus
            disabled={enter.isPending}
            onClick={() =>
              enter.mutate(token, {
                onSuccess: (entered) => ('second_step' in entered ? setStep(entered.second_step) : onDone()),
              })
            }
          >
            {enter.isPending ? words.entering : words.toStudio}
          </Button>
        </div>
      )}
    </EntryFrame>
  );
}
