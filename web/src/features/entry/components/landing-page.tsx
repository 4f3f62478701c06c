import { Link } from '@tanstack/react-router';
import { Button } from '@/components/ui/button';
import { Mark } from '@/components/ui/mark';
import { paths } from '@/config/paths';
import { useTitle } from '@/lib/use-title';
import { Print } from './print';

const facts = [
  ['Pictures, words, sound', 'One prompt, every provider you have a key for, and a demo model that needs none.'],
  ['The price comes first', 'What a run costs stands on the button. A budget is a limit, never a report afterwards.'],
  ['Nothing gets lost', 'Every result is kept with its prompt, seed and cost, on the machine that made it.'],
] as const;

/** What somebody sees who is not signed in. */
export function LandingPage({ setupRequired, signUpOpen }: { setupRequired: boolean; signUpOpen: boolean }) {
  useTitle(undefined);
  return (
    <div className="grid min-h-dvh bg-ground md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)]">
      <main className="flex flex-col px-6 py-8 md:px-16 md:py-12">
        <p className="flex items-center gap-2.5 font-display text-display-sm leading-none">
          <Mark className="size-7 text-accent" />
          Atelier
        </p>
        <div className="my-auto flex flex-col gap-8 py-12">
          <h1 className="max-w-[13ch] font-display text-display-lg">A darkroom for everything you can describe.</h1>
          <p className="max-w-[46ch] text-lg text-ink-2">
            Atelier makes pictures, texts and sounds with the AI models you choose, and runs on a machine of your own.
          </p>
          <div className="flex flex-wrap items-center gap-3">
            <Button variant="primary" size="lg" asChild>
              <Link to={setupRequired ? paths.setup : paths.signIn}>
                {setupRequired ? 'Set up this studio' : 'Sign in'}
              </Link>
            </Button>
            {signUpOpen && !setupRequired && (
              <Button size="lg" asChild>
                <Link to={paths.signUp}>Create an account</Link>
              </Button>
            )}
          </div>
        </div>
        <dl className="flex max-w-[640px] flex-col text-sm">
          {facts.map(([name, text]) => (
            <div key={name} className="grid gap-x-8 gap-y-1 border-t border-line py-3 sm:grid-cols-[180px_1fr]">
              <dt className="text-ink">{name}</dt>
              <dd className="text-ink-2">{text}</dd>
            </div>
          ))}
        </dl>
      </main>
      <Print className="p-6 max-md:h-[128vw] md:h-full md:py-6 md:pr-6 md:pl-0" />
    </div>
  );
}
