import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { paths } from '@/config/paths';
import type { Project } from '@/lib/api/types';
import { BudgetLine } from './budget-line';
import { ProjectMenu } from './project-menu';

export function ProjectHeader({ project, onDeleted }: { project: Project; onDeleted: () => void }) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3 px-4 pt-6 md:px-6">
      <div className="flex min-w-0 flex-col gap-1">
        <nav aria-label="Breadcrumb" className="flex items-center gap-1 text-sm text-ink-3">
          <Link to={paths.projects} className="hover:text-ink">
            Projects
          </Link>
          <ChevronRight size={14} strokeWidth={1.5} aria-hidden />
        </nav>
        <div className="flex items-center gap-2">
          <h1 className="truncate font-display text-display leading-none">{project.name}</h1>
          <ProjectMenu project={project} onDeleted={onDeleted} />
        </div>
        {project.description && <p className="max-w-[70ch] text-ink-2">{project.description}</p>}
      </div>
      <div className="w-full md:w-72">
        <BudgetLine project={project} />
      </div>
    </header>
  );
}
