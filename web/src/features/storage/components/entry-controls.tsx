import { Check, Download, Ellipsis, FolderInput, Link2, PenLine, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import type { MouseEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { cn } from '@/lib/cn';
import { words } from '../words';
import type { EntryProps } from '../lib/entry-props';

/** A click opens; with Shift it selects up to here, with Mod or while something is selected it selects this one. */
export function pressed(event: MouseEvent, { selecting, onOpen, onToggle, onRange }: EntryProps): void {
  if (event.shiftKey) onRange();
  else if (selecting || event.metaKey || event.ctrlKey) onToggle();
  else onOpen();
}

export function EntryCheck({
  label,
  selected,
  selecting,
  onRange,
  onToggle,
  className,
}: EntryProps & { className?: string }) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={selected}
      aria-label={words.browse.select(label)}
      tabIndex={-1}
      onClick={(event) => (event.shiftKey ? onRange() : onToggle())}
      className={cn(
        'flex size-6 shrink-0 items-center justify-center rounded-full transition-opacity',
        selected
          ? 'bg-accent text-on-accent'
          : 'bg-ground text-transparent ring-1 ring-line-strong ring-inset hover:ring-ink-3',
        !className &&
          !selected &&
          !selecting &&
          'md:opacity-0 md:group-hover:opacity-100 md:group-focus-within:opacity-100',
        className,
      )}
    >
      <Check size={14} strokeWidth={2} aria-hidden />
    </button>
  );
}

export function EntryMenu({ entry, label, focusable, onOpen, onAct }: EntryProps) {
  const file = entry.kind === 'file';
  return (
    <Menu
      label={words.browse.actions(label)}
      trigger={
        <Button
          variant="quiet"
          size="icon"
          aria-label={words.browse.actions(label)}
          tabIndex={focusable ? 0 : -1}
          className="data-[state=open]:bg-raised"
        >
          <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
        </Button>
      }
      entries={[
        { label: words.act.open, icon: SquareArrowOutUpRight, onSelect: onOpen },
        ...(file
          ? [
              { label: words.act.download, icon: Download, onSelect: () => onAct('download') },
              { label: words.act.link, icon: Link2, onSelect: () => onAct('link') },
              { label: words.act.rename, icon: PenLine, keys: 'F2', apart: true, onSelect: () => onAct('rename') },
            ]
          : []),
        { label: words.act.move, icon: FolderInput, apart: !file, onSelect: () => onAct('move') },
        { label: words.act.remove, icon: Trash2, danger: true, onSelect: () => onAct('remove') },
      ]}
    />
  );
}
