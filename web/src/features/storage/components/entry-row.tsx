import { TimeAgo } from '@/components/ui/time-ago';
import { cn } from '@/lib/cn';
import { kindOf } from '../lib/kinds';
import { sizeText } from '../lib/sizes';
import { words } from '../words';
import { columns, type EntryProps } from '../lib/entry-props';
import { EntryCheck, EntryMenu, pressed } from './entry-controls';
import { KindIcon } from './kind-icon';
import { Thumbnail } from './thumbnail';

/** One folder or file as a line. */
export function EntryRow(props: EntryProps) {
  const { entry, label, where, index, selected, focusable, onFocus } = props;
  const file = entry.kind === 'file' ? entry : null;
  const kind = file ? kindOf(file.mime) : 'folder';
  return (
    <div
      role="row"
      aria-rowindex={index}
      aria-selected={selected}
      className={cn(
        'group flex h-14 items-center gap-3 border-b border-line [contain-intrinsic-size:auto_40px] [content-visibility:auto] md:h-10',
        columns,
        selected ? 'bg-accent-wash' : 'hover:bg-panel',
      )}
    >
      <span role="gridcell" className="flex justify-center">
        <EntryCheck {...props} />
      </span>
      <span role="gridcell" className="relative min-w-0 grow">
        <button
          type="button"
          data-entry={entry.key}
          tabIndex={focusable ? 0 : -1}
          onFocus={onFocus}
          onClick={(event) => pressed(event, props)}
          className="flex h-14 w-full min-w-0 items-center gap-3 rounded-control py-1 md:h-10 text-left focus-visible:-outline-offset-2"
        >
          {file && kind === 'picture' ? (
            <Thumbnail where={where} file={file} className="size-7 rounded-picture max-md:size-9" />
          ) : (
            <span className="flex size-7 shrink-0 items-center justify-center max-md:size-9">
              <KindIcon kind={kind} size={18} />
            </span>
          )}
          <span className={cn('truncate text-ink', file && 'max-md:-mt-5')}>{label}</span>
        </button>
        {file && (
          <span className="tabular pointer-events-none absolute bottom-2 left-12 max-w-[calc(100%-3rem)] truncate text-sm text-ink-3 md:hidden">
            {file.size === null ? '–' : sizeText(file.size)}
            {file.updated && (
              <>
                {' · '}
                <TimeAgo at={file.updated} />
              </>
            )}
          </span>
        )}
      </span>
      <span role="gridcell" className="tabular text-right text-sm text-ink-2 max-md:hidden">
        {file && (file.size === null ? '–' : sizeText(file.size))}
      </span>
      <span role="gridcell" className="truncate text-sm text-ink-3 max-md:hidden">
        {file ? file.mime : ''}
      </span>
      <span role="gridcell" className="tabular text-sm text-ink-3 max-md:hidden">
        {file?.updated && <TimeAgo at={file.updated} />}
      </span>
      <span role="gridcell" aria-label={words.browse.actions(label)} className="flex justify-end">
        <EntryMenu {...props} />
      </span>
    </div>
  );
}
