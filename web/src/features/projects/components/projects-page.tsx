import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Empty } from '@/components/ui/empty';
import { Loading } from '@/components/ui/loading';
import { Page } from '@/components/ui/page';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import type { Project } from '@/lib/api/types';
import { projectsQuery } from '@/lib/queries/projects';
import { ProjectCard } from './project-card';
import { ProjectDialog } from './project-dialog';

interface Props {
  creating: boolean;
  onCreating: (creating: boolean) => void;
  onCreated: (project: Project) => void;
}

const grid = 'grid grid-cols-1 gap-x-6 gap-y-10 sm:grid-cols-2 lg:grid-cols-3';

export function ProjectsPage({ creating, onCreating, onCreated }: Props) {
  const [shelf, setShelf] = useState<'active' | 'archived'>('active');
  const projects = useQuery(projectsQuery(shelf === 'archived'));
  const create = (
    <Button variant="primary" onClick={() => onCreating(true)}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      New project
    </Button>
  );
  return (
    <Page
      title="Projects"
      lead="A project keeps work together and caps what it may cost."
      actions={
        <>
          <Segmented
            label="Which projects"
            value={shelf}
            onChange={setShelf}
            segments={[
              { value: 'active', label: 'Active' },
              { value: 'archived', label: 'Archived' },
            ]}
          />
          {(shelf === 'archived' || projects.data?.length !== 0) && create}
        </>
      }
    >
      {projects.isPending && (
        <Loading label="Loading projects" className={grid}>
          {['a', 'b', 'c'].map((key) => (
            <div key={key} className="flex flex-col gap-3">
              <Skeleton className="aspect-[4/3] rounded-picture" />
              <Skeleton className="h-5 w-40" />
              <Skeleton className="h-4 w-56" />
            </div>
          ))}
        </Loading>
      )}
      {projects.error && (
        <ProblemPanel
          className="px-0 md:px-0"
          title="The projects could not be loaded"
          problem={projects.error}
          onRetry={() => void projects.refetch()}
        />
      )}
      {projects.data?.length === 0 &&
        (shelf === 'active' ? (
          <Empty
            className="px-0 md:px-0"
            title="No project yet."
            body="Give a piece of work its own place and, if you like, a budget that cannot be overrun."
            action={create}
          />
        ) : (
          <Empty
            className="px-0 md:px-0"
            title="The archive is empty."
            body="Archived projects keep everything and stay out of the way."
          />
        ))}
      {projects.data && projects.data.length > 0 && (
        <div className={grid}>
          {projects.data.map((project) => (
            <ProjectCard key={project.id} project={project} />
          ))}
        </div>
      )}
      <ProjectDialog open={creating} onClose={() => onCreating(false)} onSaved={onCreated} />
    </Page>
  );
}
