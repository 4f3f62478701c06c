import { useRouterState, type AnyRouter } from '@tanstack/react-router';
import { Pending } from './pending';

/** Until the server has said who is there nothing can be drawn; after a moment this says that something comes. */
export function Opening({ router }: { router: AnyRouter }) {
  const opening = useRouterState({ router, select: (state) => state.matches.length === 0 });
  if (!opening) return null;
  return (
    <div className="animate-late fixed inset-0 flex flex-col">
      <div className="grow">
        <Pending />
      </div>
      <p className="flex h-7 items-center border-t border-line bg-panel px-3 text-xs text-ink-3">
        Waiting for the server
      </p>
    </div>
  );
}
