import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { SearchField } from '@/components/ui/search-field';
import { Select } from '@/components/ui/select';
import { Slider } from '@/components/ui/slider';
import type { GenerationStatus, GenerationType } from '@/lib/api/types';
import { projectsQuery } from '@/lib/queries/projects';
import { usePreferences } from '@/lib/stores/preferences';

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
      <SearchField label="Search prompts" value={filter.q ?? ''} onChange={(q) => onChange({ q: q || undefined })} />
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
