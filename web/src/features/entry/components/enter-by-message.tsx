import { useState } from 'react';
import { useEnterByToken, type SecondStep } from '../api/enter';
import type { Purpose } from '../api/messages';
import { EntryFrame } from './entry-frame';
import { MessageSent } from './message-sent';
import { SecondStepPage } from './second-step';

interface Props {
  purpose: Purpose;
  email: string;
  said: { title: string; heading: string; lead: string };
  onDone: () => void;
  onBack: () => void;
}

/** A message is on its way; its code opens the studio here, its link wherever it is followed. */
export function EnterByMessage({ purpose, email, said, onDone, onBack }: Props) {
  const enter = useEnterByToken();
  const [step, setStep] = useState<SecondStep | null>(null);
  if (step) return <SecondStepPage step={step} onDone={onDone} onBack={onBack} />;
  return (
    <EntryFrame {...said}>
      <MessageSent
        purpose={purpose}
        email={email}
        problem={enter.error}
        pending={enter.isPending}
        onVerified={(token) =>
          enter.mutate(token, {
            onSuccess: (entered) => ('second_step' in entered ? setStep(entered.second_step) : onDone()),
          })
        }
        onBack={onBack}
      />
    </EntryFrame>
  );
}
