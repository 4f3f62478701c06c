import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Section } from '@/components/ui/section';
import { paths } from '@/config/paths';
import { projectsQuery } from '@/lib/queries/projects';
import type { Organisation } from '@/lib/api/types';
import { useCreateProject } from '../api/organisations';
import { words } from '../words';
import { NameForm } from './name-form';

/** What the members work on together. */
export function OrganisationProjects({ organisation }: { organisation: Organisation }) {
  const projects = useQuery(projectsQuery());
  const create = useCreateProject(organisation.id);
  const rows = projects.data?.filter((project) => project.org_id === organisation.id) ?? [];
  return (
    <Section title={words.projects.title} lead={words.projects.lead}>
      {projects.error && <ProblemPanel compact title={words.projects.failed} problem={projects.error} />}
      {projects.data && rows.length === 0 && <p className="text-ink-2">{words.projects.none}</p>}
      {rows.length > 0 && (
        <ul aria-label={words.projects.title} className="flex flex-col">
          {rows.map((project) => (
            <li key={project.id} className="border-b border-line last:border-0">
              <Link
                to={paths.project}
                params={{ projectId: project.id }}
                className="flex min-h-11 items-center gap-4 hover:bg-panel md:-mx-3 md:px-3"
              >
                <span className="min-w-0 grow truncate text-ink">{project.name}</span>
                <span className="tabular text-sm text-ink-3">{words.projects.made(project.generation_count)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {organisation.permissions.includes('projects.create') ? (
        <NameForm
          label={words.projects.field}
          submit={words.projects.create}
          busy={create.isPending ? words.projects.creating : null}
          problem={create.error}
          onSubmit={(name, done) => create.mutate(name, { onSuccess: done })}
        />
      ) : (
        <p className="text-sm text-ink-3">{words.projects.notAllowed}</p>
      )}
    </Section>
  );
}
