import { Link } from '@tanstack/react-router';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { paths } from '@/config/paths';
import { useTitle } from '@/lib/use-title';

export function NotFound() {
  useTitle('Not found');
  return (
    <main className="flex min-h-full flex-col justify-center">
      <Empty
        title="There is no page at this address."
        body="The link may be old, or a letter is missing. Your work is where it was."
        action={
          <Button asChild>
            <Link to={paths.studio}>Go to the studio</Link>
          </Button>
        }
      />
    </main>
  );
}
