import { Download, FolderInput, Trash2, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { Selection } from '@/lib/use-selection';
import type { Entry } from '../api/objects';
import { words } from '../words';
import type { Asked } from '../lib/entry-props';

interface Props {
  chosen: readonly Entry[];
  selection: Selection;
  onAct: (what: Asked['what'], entries: readonly Entry[]) => void;
}

/** What can be done with the selection, in the place of the search. */
export function SelectionBar({ chosen, selection, onAct }: Props) {
  const actions = [
    ...(chosen.every(({ kind }) => kind === 'file')
      ? [{ label: words.act.download, icon: Download, what: 'download' as const }]
      : []),
    { label: words.act.move, icon: FolderInput, what: 'move' as const },
    { label: words.act.remove, icon: Trash2, what: 'remove' as const },
  ];
  return (
    <div
      role="toolbar"
      aria-label={words.act.selection}
      className="animate-appear flex items-center gap-1 md:flex-wrap"
    >
      <IconButton icon={X} label={words.act.clear} onClick={selection.clear} />
      <span className="tabular pr-3 font-medium whitespace-nowrap text-accent-text max-md:pr-1">
        {words.act.selected(chosen.length)}
      </span>
      <Button variant="quiet" size="sm" className="max-md:h-10 max-md:px-2" onClick={selection.all}>
        {words.act.all}
        <span className="max-md:sr-only">{words.act.allLoaded}</span>
      </Button>
      <span className="grow" />
      {actions.map(({ label, icon: Icon, what }) => (
        <Button
          key={what}
          variant="quiet"
          size="sm"
          title={label}
          className="max-md:size-10 max-md:px-0"
          onClick={() => onAct(what, chosen)}
        >
          <Icon size={16} strokeWidth={1.5} aria-hidden />
          <span className="max-md:sr-only">{label}</span>
        </Button>
      ))}
    </div>
  );
}
