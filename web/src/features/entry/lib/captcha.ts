import type { Doors } from '@/lib/api/types';

type Kind = NonNullable<Doors['captcha']>['kind'];

/** What hCaptcha and Turnstile put on the page; they are called alike. */
interface Widgets {
  render: (place: HTMLElement, settings: Record<string, unknown>) => string;
  reset: (id: string) => void;
  remove: (id: string) => void;
}

const scripts: Record<Kind, string> = {
  hcaptcha: 'https://js.hcaptcha.com/1/api.js?render=explicit',
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
};

const loading = new Map<Kind, Promise<Widgets>>();

/** Loads the script of a service once. */
export function widgets(kind: Kind): Promise<Widgets> {
  const known = loading.get(kind);
  if (known) return known;
  const begun = new Promise<Widgets>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scripts[kind];
    script.async = true;
    script.addEventListener('load', () => {
      const found = (window as unknown as Record<Kind, Widgets | undefined>)[kind];
      if (found) resolve(found);
      else reject(new Error(`${kind} did not start`));
    });
    script.addEventListener('error', () => {
      script.remove();
      reject(new Error(`${kind} could not be loaded`));
    });
    document.head.append(script);
  });
  // The next page tries again.
  begun.catch(() => loading.delete(kind));
  loading.set(kind, begun);
  return begun;
}
