import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { ProgressLine } from '@/components/ui/progress-line';
import { count, plural } from '@/lib/format';
import { clearEnded } from '../lib/upload-run';
import { isActive, useUploads, type Upload } from '../lib/upload-store';
import { words } from '../words';
import { UploadRow } from './upload-row';

const failed = ({ state }: Upload) => state === 'failed' || state === 'exists' || state === 'file';

/** The most important thing first: what runs, what needs somebody, what is done. */
function summary(list: readonly Upload[]): string {
  const running = list.filter(isActive).length;
  const paused = list.filter(({ state }) => state === 'paused').length;
  const wrong = list.filter(failed).length;
  const done = list.filter(({ state }) => state === 'done').length;
  const said = words.upload.summary;
  const parts = [
    ...(running > 0 ? [said.running(plural(running, 'file'))] : []),
    ...(paused > 0 ? [said.paused(count(paused))] : []),
    ...(wrong > 0 ? [said.failed(count(wrong))] : []),
    ...(done > 0 && running === 0 ? [said.done(plural(done, 'file'))] : []),
  ];
  return parts.join(', ');
}

/** Lists that show where files arrive follow when one has. */
function useFreshLists(arrived: number): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (arrived === 0) return;
    void cache.invalidateQueries({ queryKey: ['storage', 'list'] });
    void cache.invalidateQueries({ queryKey: ['storage', 'usage'] });
  }, [cache, arrived]);
}

/** Every upload of this tab: how far it is, and what can be done with it. */
export function UploadDock() {
  const { list, folded, fold } = useUploads();
  useFreshLists(list.filter(({ state }) => state === 'done').length);
  const active = list.some(isActive);
  const size = list.reduce((sum, each) => sum + each.size, 0);
  const sent = list.reduce((sum, each) => sum + (each.state === 'done' ? each.size : each.sent), 0);
  return (
    <section
      aria-label={words.upload.title}
      className="animate-rise fixed right-4 bottom-11 z-30 flex w-[400px] flex-col overflow-hidden rounded-panel bg-overlay shadow-overlay max-md:inset-x-2 max-md:bottom-24 max-md:w-auto"
    >
      <header className="flex items-center gap-1 py-1.5 pr-1.5 pl-4">
        <p role="status" className="tabular grow truncate font-medium">
          {summary(list)}
        </p>
        <IconButton
          icon={folded ? ChevronUp : ChevronDown}
          label={folded ? words.upload.unfold : words.upload.fold}
          aria-expanded={!folded}
          onClick={() => fold(!folded)}
        />
        {!active && <IconButton icon={X} label={words.upload.dismiss} onClick={clearEnded} />}
      </header>
      {active && <ProgressLine value={size > 0 ? sent / size : null} label={words.upload.title} />}
      {!folded && (
        <ul
          aria-label={words.upload.title}
          className="flex max-h-[min(320px,40dvh)] flex-col overflow-y-auto border-t border-line"
        >
          {list.map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
    </section>
  );
}
