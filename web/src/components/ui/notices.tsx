import { X } from 'lucide-react';
import { useEffect } from 'react';
import { create } from 'zustand';
import { limits } from '@/config/limits';
import { Button } from './button';
import { IconButton } from './icon-button';

interface Notice {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const useNotices = create<{ notice: Notice | null }>()(() => ({ notice: null }));
let nextId = 1;

/** The last resort: one line at the foot, for what has no better place (undo, mostly). */
export function notify(text: string, action?: Notice['action']): void {
  useNotices.setState({ notice: { id: nextId++, text, ...(action ? { action } : {}) } });
}

export function dismissNotice(): void {
  useNotices.setState({ notice: null });
}

/** Runs the action of the notice that is shown, if it has one. */
export function runNoticeAction(): void {
  const { notice } = useNotices.getState();
  dismissNotice();
  notice?.action?.run();
}

export function Notices() {
  const notice = useNotices((state) => state.notice);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(dismissNotice, limits.undoVisibleMs);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-12 z-[70] flex justify-center px-4 max-md:bottom-20"
    >
      {notice && (
        <div
          key={notice.id}
          className="animate-rise pointer-events-auto flex items-center gap-1 rounded-panel bg-overlay py-1 pr-1 pl-4 text-base text-ink shadow-overlay"
        >
          <span className="py-1 pr-2">{notice.text}</span>
          {notice.action && (
            <Button variant="quiet" size="sm" className="text-accent-text" onClick={runNoticeAction}>
              {notice.action.label}
            </Button>
          )}
          <IconButton icon={X} label="Dismiss" onClick={dismissNotice} />
        </div>
      )}
    </div>
  );
}
