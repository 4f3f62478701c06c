import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useDoors } from '@/lib/queries/session';
import { widgets } from '../lib/captcha';
import { words } from '../words';

export interface Captcha {
  /** What a request takes along: nothing where nobody asks. */
  proof: { captcha_token?: string };
  /** The same as `/auth/v1` wants it. */
  meta: { gotrue_meta_security?: { captcha_token: string } };
  /** Somebody asks and the challenge is not solved; counts as a try, so that the field says so. */
  missing: () => boolean;
  /** A proof works once: after a refusal there is a new challenge. */
  renew: () => void;
  field: ReactNode;
}

/** The challenge that tells people from programs, where the server asks for one. */
export function useCaptcha(): Captcha {
  const asked = useDoors().captcha;
  const [token, setToken] = useState('');
  const [tried, setTried] = useState(false);
  const [round, setRound] = useState(0);
  const renew = useCallback(() => {
    setToken('');
    setTried(false);
    setRound((last) => last + 1);
  }, []);
  return {
    proof: token ? { captcha_token: token } : {},
    meta: token ? { gotrue_meta_security: { captcha_token: token } } : {},
    missing: () => {
      if (asked && !token) setTried(true);
      return Boolean(asked) && !token;
    },
    renew,
    field: asked && (
      <Challenge key={round} kind={asked.kind} siteKey={asked.site_key} unsolved={tried && !token} onToken={setToken} />
    ),
  };
}

interface Props {
  kind: 'hcaptcha' | 'turnstile';
  siteKey: string;
  unsolved: boolean;
  onToken: (token: string) => void;
}

function Challenge({ kind, siteKey, unsolved, onToken }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let remove = () => {};
    let gone = false;
    widgets(kind)
      .then((service) => {
        if (gone || !place.current) return;
        const dark = document.documentElement.dataset.theme !== 'light';
        const id = service.render(place.current, {
          sitekey: siteKey,
          theme: dark ? 'dark' : 'light',
          callback: onToken,
          'expired-callback': () => onToken(''),
          'error-callback': () => setFailed(true),
        });
        remove = () => service.remove(id);
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      remove();
    };
  }, [kind, siteKey, onToken]);
  return (
    <div className="flex flex-col gap-1.5">
      {/* Both services draw into this height; the form must not move when they do. */}
      <div ref={place} data-challenge={kind} className={failed ? 'hidden' : 'min-h-[78px]'} />
      {(failed || unsolved) && (
        <p role="alert" className="text-sm text-bad">
          {failed ? words.captcha.failed : words.captcha.unsolved}
        </p>
      )}
    </div>
  );
}
