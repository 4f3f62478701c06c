import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Search, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/select';
import { Slider } from '@/components/ui/slider';
import { limits } from '@/config/limits';
import type { GenerationStatus, GenerationType } from '@/lib/api/types';
import { projectsQuery } from '@/lib/queries/projects';
import { usePreferences } from '@/lib/stores/preferences';
import { useDebounced } from '@/lib/use-debounced';

export interface LibraryFilter {
  type?: GenerationType | undefined;
  status?: GenerationStatus | undefined;
  project?: string | undefined;
  q?: string | undefined;
  trash?: boolean | undefined;
}

const any = 'any';
const typeOptions = [
  { value: any, label: 'All types' },
  { value: 'image', label: 'Pictures' },
  { value: 'text', label: 'Texts' },
  { value: 'audio', label: 'Sounds' },
  { value: 'video', label: 'Videos' },
];
const statusOptions = [
  { value: any, label: 'Any state' },
  { value: 'completed', label: 'Done' },
  { value: 'running', label: 'Running' },
  { value: 'pending', label: 'Queued' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
];

interface Props {
  filter: LibraryFilter;
  projectFixed: boolean;
  onChange: (change: LibraryFilter) => void;
}

function SearchField({ value, onChange }: { value: string; onChange: (q: string | undefined) => void }) {
  const [text, setText] = useState(value);
  const settled = useDebounced(text, limits.searchDelayMs);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (settled !== value) latest.current(settled || undefined);
    // Only a settled text changes the filter; the filter never writes over what is being typed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <div className="relative min-w-0 grow md:w-64 md:grow-0">
      <Search
        size={16}
        strokeWidth={1.5}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        type="search"
        aria-label="Search prompts"
        placeholder="Search prompts"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="field-ring h-8 w-full rounded-control border border-line-strong bg-transparent pr-2 pl-8 text-base max-md:h-10 max-md:text-lg"
      />
    </div>
  );
}

export function Toolbar({ filter, projectFixed, onChange }: Props) {
  const { data: projects = [] } = useQuery({ ...projectsQuery(), enabled: !projectFixed });
  const { tileHeight, set } = usePreferences();
  const pick = (name: 'type' | 'status' | 'project') => (value: string) =>
    onChange({ [name]: value === any ? undefined : value });
  return (
    <div role="toolbar" aria-label="Filter" className="flex flex-wrap items-center gap-x-1 gap-y-2">
      {filter.trash && (
        <Button variant="quiet" size="sm" onClick={() => onChange({ trash: undefined })}>
          <ArrowLeft size={16} strokeWidth={1.5} aria-hidden />
          Back to the library
        </Button>
      )}
      <SearchField value={filter.q ?? ''} onChange={(q) => onChange({ q })} />
      {!filter.trash && (
        <Button variant="quiet" size="sm" className="max-md:h-10 md:order-2" onClick={() => onChange({ trash: true })}>
          <Trash2 size={16} strokeWidth={1.5} aria-hidden />
          <span className="max-md:sr-only">Trash</span>
        </Button>
      )}
      <Select quiet aria-label="Type" value={filter.type ?? any} options={typeOptions} onChange={pick('type')} />
      <Select quiet aria-label="State" value={filter.status ?? any} options={statusOptions} onChange={pick('status')} />
      {!projectFixed && projects.length > 0 && (
        <Select
          quiet
          aria-label="Project"
          value={filter.project ?? any}
          options={[
            { value: any, label: 'All projects' },
            ...projects.map((project) => ({ value: project.id, label: project.name })),
          ]}
          onChange={pick('project')}
        />
      )}
      <span className="grow max-md:hidden md:order-1" aria-hidden />
      <div className="flex w-32 items-center gap-3 max-md:hidden md:order-1">
        <Slider
          label="Size of the tiles"
          value={tileHeight}
          min={110}
          max={420}
          step={10}
          onChange={(value) => set({ tileHeight: value })}
        />
      </div>
    </div>
  );
}
