import { Pending } from './pending';

/** Until the server has said who is there no page can be drawn; this says that one comes, and what it waits for. */
export function Opening() {
  return (
    <div className="flex h-dvh flex-col">
      <div className="grow">
        <Pending />
      </div>
      <p className="flex h-7 shrink-0 items-center border-t border-line bg-panel px-3 text-xs text-ink-3">
        Waiting for the server
      </p>
    </div>
  );
}
