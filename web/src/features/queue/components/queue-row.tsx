import { Link } from '@tanstack/react-router';
import { ChevronsDown, ChevronsUp, CircleX, Ellipsis, GripVertical, MoveDown, MoveUp, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, type MenuEntry } from '@/components/ui/menu';
import { ProgressLine } from '@/components/ui/progress-line';
import { TimeAgo } from '@/components/ui/time-ago';
import { paths } from '@/config/paths';
import type { Generation } from '@/lib/api/types';
import { cn } from '@/lib/cn';
import { money } from '@/lib/format';
import { altText, phaseWord, statusSentence } from '@/lib/generation-words';
import type { QueueEntry, Whose } from '../api/queue';
import { moveBy, type QueueView } from '../lib/use-queue';
import { words } from '../words';

const dragged = 'application/x-atelier-run';
const lanes = { low: words.laneLow, normal: words.laneNormal, high: words.laneHigh } as const;

function stateOf(entry: QueueEntry, generation: Generation | undefined): string {
  if (entry.paused) return words.paused;
  if (generation) return statusSentence(generation);
  return phaseWord(entry.phase ?? (entry.status === 'pending' ? 'queued' : 'waiting'));
}

interface Props {
  entry: QueueEntry;
  view: QueueView;
  whose: Whose;
  /** Says where a run stands after a move. */
  onMoved: (name: string, id: string) => void;
}

function useEntries({ entry, view, onMoved }: Props, name: string): MenuEntry[] {
  const { send, entries } = view;
  const up = moveBy(entries, entry.id, -1);
  const down = moveBy(entries, entry.id, 1);
  const moved = () => onMoved(name, entry.id);
  return [
    { label: words.first, icon: ChevronsUp, onSelect: () => send({ act: 'move', id: entry.id, to: 'front' }, moved) },
    { label: words.up, icon: MoveUp, keys: 'Alt+ArrowUp', disabled: !up, onSelect: () => up && send(up, moved) },
    {
      label: words.down,
      icon: MoveDown,
      keys: 'Alt+ArrowDown',
      disabled: !down,
      onSelect: () => down && send(down, moved),
    },
    { label: words.last, icon: ChevronsDown, onSelect: () => send({ act: 'move', id: entry.id, to: 'back' }, moved) },
    ...(['high', 'normal', 'low'] as const).map((lane, index) => ({
      label: lanes[lane],
      apart: index === 0,
      disabled: entry.lane === lane,
      onSelect: () => send({ act: 'lane', ids: [entry.id], lane }),
    })),
  ];
}

/** One run that waits or runs: moved by dragging or with Alt and the arrows, paused, cancelled. */
export function QueueRow(props: Props) {
  const { entry, view, whose, onMoved } = props;
  const { send, entries, live } = view;
  const [over, setOver] = useState(false);
  const generation = live.get(entry.id);
  const name = generation ? altText(generation) : (entry.prompt ?? words.hidden);
  const movable = whose === 'mine' && entry.status === 'pending';
  const menu = useEntries(props, name);
  const facts = [
    stateOf(entry, generation),
    entry.model,
    entry.lane === 'normal' ? null : lanes[entry.lane],
    entry.attempts > 1 ? words.attempt(entry.attempts) : null,
    entry.estimate_micros > 0 ? money(entry.estimate_micros) : null,
  ].filter((fact) => fact !== null);
  return (
    <li
      draggable={movable}
      onDragStart={(event) => event.dataTransfer.setData(dragged, entry.id)}
      onDragOver={(event) => {
        if (!movable || !event.dataTransfer.types.includes(dragged)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const id = event.dataTransfer.getData(dragged);
        if (!movable || !id || id === entry.id) return;
        event.preventDefault();
        send({ act: 'move', id, before: entry.id }, () => onMoved(name, id));
      }}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
        if (!by || !event.altKey || !movable) return;
        event.preventDefault();
        const order = moveBy(entries, entry.id, by);
        if (order) send(order, () => onMoved(name, entry.id));
      }}
      className={cn(
        'flex items-center gap-3 border-b border-line py-2 last:border-0',
        over && 'shadow-[0_-2px_0_var(--accent)]',
      )}
    >
      {whose === 'mine' && (
        <GripVertical
          size={16}
          strokeWidth={1.5}
          aria-hidden
          className={cn('shrink-0 text-ink-3 max-md:hidden', movable ? 'cursor-grab' : 'invisible')}
        />
      )}
      <div className="flex min-w-0 grow flex-col gap-1">
        {whose === 'mine' ? (
          <Link
            to={paths.studio}
            search={{ g: entry.id }}
            className="truncate hover:underline hover:underline-offset-4"
          >
            {name}
          </Link>
        ) : (
          <p className="truncate text-ink">{entry.prompt ?? words.hidden}</p>
        )}
        <p className="tabular truncate text-sm text-ink-3">
          {facts.join(' · ')} · <TimeAgo at={entry.created_at} />
        </p>
        {entry.status === 'running' && (
          <ProgressLine value={generation?.progress ?? null} label={words.progress(name)} />
        )}
      </div>
      {entry.status === 'pending' && (
        <IconButton
          icon={entry.paused ? Play : Pause}
          label={`${entry.paused ? words.resume : words.pause}: ${name}`}
          onClick={() => send({ act: entry.paused ? 'resume' : 'pause', ids: [entry.id] })}
        />
      )}
      <IconButton
        icon={CircleX}
        label={`${words.cancel}: ${name}`}
        onClick={() => send({ act: 'cancel', ids: [entry.id] })}
      />
      {movable && (
        <Menu
          label={words.actions(name)}
          entries={menu}
          trigger={
            <Button variant="quiet" size="icon" aria-label={words.actions(name)}>
              <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
            </Button>
          }
        />
      )}
    </li>
  );
}
