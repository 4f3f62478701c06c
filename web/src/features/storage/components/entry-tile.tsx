import { cn } from '@/lib/cn';
import { kindOf } from '../lib/kinds';
import { sizeText } from '../lib/sizes';
import type { EntryProps } from '../lib/entry-props';
import { EntryCheck, EntryMenu, pressed } from './entry-controls';
import { KindIcon } from './kind-icon';
import { Thumbnail } from './thumbnail';

/** One folder or file as a tile: the picture, or what kind it is. */
export function EntryTile(props: EntryProps) {
  const { entry, label, where, index, selected, selecting, focusable, onFocus } = props;
  const file = entry.kind === 'file' ? entry : null;
  const kind = file ? kindOf(file.mime) : 'folder';
  return (
    <div role="row" aria-rowindex={index} aria-selected={selected} className="group relative min-w-0">
      <div role="gridcell" className="relative flex flex-col gap-2">
        <button
          type="button"
          data-entry={entry.key}
          aria-label={label}
          tabIndex={focusable ? 0 : -1}
          onFocus={onFocus}
          onClick={(event) => pressed(event, props)}
          className={cn(
            'relative flex aspect-[4/3] w-full items-center justify-center overflow-hidden rounded-picture bg-panel transition-colors group-hover:bg-raised light:bg-raised light:group-hover:bg-line',
            selected && 'ring-2 ring-accent ring-inset',
          )}
        >
          {file && kind === 'picture' ? (
            <Thumbnail where={where} file={file} className={cn('size-full', selected && 'p-0.5')} />
          ) : (
            <KindIcon kind={kind} size={32} />
          )}
        </button>
        <EntryCheck
          {...props}
          className={cn(
            'absolute top-1.5 left-1.5',
            !selected && !selecting && 'opacity-0 group-hover:opacity-100 group-focus-within:opacity-100',
          )}
        />
        <div className="flex items-start gap-1">
          <p className="flex min-w-0 grow flex-col">
            <span className="truncate text-base text-ink" title={label}>
              {label}
            </span>
            <span className="tabular truncate text-sm text-ink-3">
              {file && (file.size === null ? '–' : sizeText(file.size))}
            </span>
          </p>
          <EntryMenu {...props} />
        </div>
      </div>
    </div>
  );
}
