import { useQuery } from '@tanstack/react-query';
import { Folder } from 'lucide-react';
import { Select } from '@/components/ui/select';
import { projectsQuery } from '@/lib/queries/projects';

const none = 'none';

interface Props {
  value: string | undefined;
  onChange: (projectId: string | null) => void;
}

/** Where the result goes; always visible, never a surprise. */
export function ProjectSelect({ value, onChange }: Props) {
  const { data: projects = [] } = useQuery(projectsQuery());
  const known = projects.some((project) => project.id === value);
  return (
    <span className="flex min-w-0 items-center">
      <Folder size={16} strokeWidth={1.5} className="text-ink-3" aria-hidden />
      <Select
        quiet
        aria-label="Project"
        className="min-w-0"
        value={known && value ? value : none}
        options={[
          { value: none, label: 'No project' },
          ...projects.map((project) => ({ value: project.id, label: project.name })),
        ]}
        onChange={(next) => onChange(next === none ? null : next)}
      />
    </span>
  );
}
