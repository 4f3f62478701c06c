import { Link } from '@tanstack/react-router';
import { TimeAgo } from '@/components/ui/time-ago';
import { paths } from '@/config/paths';
import type { Project } from '@/lib/api/types';
import { plural } from '@/lib/format';
import { BudgetLine } from './budget-line';
import { ProjectMenu } from './project-menu';

export function ProjectCard({ project }: { project: Project }) {
  return (
    <article aria-label={project.name} className="group relative flex flex-col gap-3">
      <Link
        to={paths.project}
        params={{ projectId: project.id }}
        tabIndex={-1}
        aria-hidden
        className="block aspect-[4/3] overflow-hidden rounded-picture bg-raised"
      >
        {project.thumbnail_url ? (
          <img
            src={project.thumbnail_url}
            alt=""
            loading="lazy"
            className="size-full object-cover transition-opacity duration-200 group-hover:opacity-90"
          />
        ) : (
          <span className="flex size-full items-end p-4 font-display text-display-sm text-ink-3">Nothing made yet</span>
        )}
      </Link>
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 className="truncate text-lg font-semibold">
            <Link
              to={paths.project}
              params={{ projectId: project.id }}
              className="hover:underline hover:underline-offset-4"
            >
              {project.name}
            </Link>
          </h2>
          <p className="tabular truncate text-sm text-ink-3">
            {plural(project.generation_count, 'item')}
            {project.last_generation_at && (
              <>
                {' · last '}
                <TimeAgo at={project.last_generation_at} />
              </>
            )}
          </p>
        </div>
        <ProjectMenu project={project} />
      </div>
      <BudgetLine project={project} />
    </article>
  );
}
