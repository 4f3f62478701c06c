import { Link } from '@tanstack/react-router';
import { Button } from '@/components/ui/button';
import { paths } from '@/config/paths';
import { useTitle } from '@/lib/use-title';

export function NotFound() {
  useTitle('Not found');
  return (
    <main className="flex min-h-full flex-col justify-center">
      <div className="flex flex-col items-start gap-3 px-6 py-16 md:px-12">
        <h1 className="font-display text-display">There is no page at this address.</h1>
        <p className="max-w-[46ch] text-ink-2">
          The link may be old, or a letter is missing. Your work is where it was.
        </p>
        <Button asChild className="mt-2">
          <Link to={paths.studio}>Go to the studio</Link>
        </Button>
      </div>
    </main>
  );
}
