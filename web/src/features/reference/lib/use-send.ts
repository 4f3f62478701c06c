import { useEffect, useRef, useState } from 'react';
import { unreachable } from '@/lib/api/problem';
import type { Asker, Request } from './request';
import { send, type Answer } from './send';

function giveBack(address: { current: string | null }) {
  if (address.current) URL.revokeObjectURL(address.current);
  address.current = null;
}

/** One request at a time: its answer as it comes, until it ends or is stopped. */
export function useSend() {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [sending, setSending] = useState(false);
  const under = useRef<AbortController | null>(null);
  const shown = useRef<string | null>(null);
  useEffect(
    () => () => {
      under.current?.abort();
      giveBack(shown);
    },
    [],
  );

  const start = (request: Request, asker: Asker, key: string) => {
    const control = new AbortController();
    under.current = control;
    giveBack(shown);
    setAnswer(null);
    setProblem(null);
    setSending(true);
    send(request, asker, key, control.signal, (now) => {
      shown.current = now.media?.address ?? null;
      setAnswer(now);
    })
      .catch((cause: unknown) => {
        if (control.signal.aborted) return;
        setProblem(cause instanceof TypeError ? unreachable() : (cause as Error));
      })
      .finally(() => setSending(false));
  };
  return { answer, problem, sending, start, stop: () => under.current?.abort() };
}
