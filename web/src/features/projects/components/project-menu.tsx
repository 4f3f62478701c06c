import { Archive, ArchiveRestore, Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu } from '@/components/ui/menu';
import { notify } from '@/components/ui/notices';
import type { Project } from '@/lib/api/types';
import { useChangeProject, useDeleteProject } from '../api/change-project';
import { ProjectDialog } from './project-dialog';

/** Edit, archive, delete. */
export function ProjectMenu({ project, onDeleted }: { project: Project; onDeleted?: () => void }) {
  const [editing, setEditing] = useState(false);
  const [asking, setAsking] = useState(false);
  const change = useChangeProject();
  const remove = useDeleteProject();
  const archived = project.archived_at !== null;
  const archive = (next: boolean) =>
    change.mutate(
      { id: project.id, change: { archived: next } },
      {
        onSuccess: () =>
          notify(next ? `Archived “${project.name}”.` : `“${project.name}” is back.`, {
            label: 'Undo',
            run: () => change.mutate({ id: project.id, change: { archived: !next } }),
          }),
        onError: (problem) => notify(problem.message),
      },
    );
  return (
    <>
      <Menu
        label={`Actions for ${project.name}`}
        trigger={
          <Button variant="quiet" size="icon" aria-label={`Actions for ${project.name}`}>
            <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
          </Button>
        }
        entries={[
          { label: 'Edit', icon: Pencil, onSelect: () => setEditing(true) },
          archived
            ? { label: 'Take out of the archive', icon: ArchiveRestore, onSelect: () => archive(false) }
            : { label: 'Archive', icon: Archive, onSelect: () => archive(true) },
          { label: 'Delete', icon: Trash2, danger: true, apart: true, onSelect: () => setAsking(true) },
        ]}
      />
      <ProjectDialog open={editing} project={project} onClose={() => setEditing(false)} />
      <ConfirmDialog
        open={asking}
        title={`Delete “${project.name}”?`}
        body="Its budget and settings go. Everything made in it stays in your library, without a project."
        confirm="Delete project"
        onConfirm={() =>
          remove.mutate(project.id, { onSuccess: () => onDeleted?.(), onError: (problem) => notify(problem.message) })
        }
        onClose={() => setAsking(false)}
      />
    </>
  );
}
