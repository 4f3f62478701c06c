import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { BudgetSection } from '@/components/budgets/budget-section';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { TabList, TabPanel, Tabs } from '@/components/ui/tabs';
import { paths } from '@/config/paths';
import { Library } from '@/features/library/components/library';
import { ProjectHeader } from '@/features/projects/components/project-header';
import { ProjectsPage } from '@/features/projects/components/projects-page';
import { Studio } from '@/features/studio/components/studio';
import { RangePicker } from '@/components/usage/range-picker';
import { UsageView } from '@/features/usage/components/usage-view';
import { projectQuery } from '@/lib/queries/projects';
import { useTitle } from '@/lib/use-title';
import type { ProjectTab } from '../search';

const listRoute = getRouteApi('/app/projects');
const detailRoute = getRouteApi('/app/projects/$projectId');

export function ProjectsRoute() {
  const { create } = listRoute.useSearch();
  const navigate = useNavigate();
  return (
    <ProjectsPage
      creating={create === true}
      onCreating={(creating) =>
        void navigate({ to: paths.projects, search: creating ? { create: true } : {}, replace: true })
      }
      onCreated={(project) =>
        void navigate({ to: paths.project, params: { projectId: project.id }, search: { tab: 'generate' } })
      }
    />
  );
}

const tabs = [
  { value: 'assets', label: 'Assets' },
  { value: 'generate', label: 'Generate' },
  { value: 'analytics', label: 'Analytics' },
] as const;

export function ProjectRoute() {
  const { projectId } = detailRoute.useParams();
  const search = detailRoute.useSearch();
  const navigate = useNavigate();
  const project = useQuery(projectQuery(projectId));
  useTitle(project.data?.name ?? 'Project');
  const change = (next: object) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...next }), replace: true });
  const open = (view: string) => void navigate({ to: '.', search: (before) => ({ ...before, view }) });

  if (project.error)
    return (
      <ProblemPanel
        title="This project could not be loaded"
        problem={project.error}
        onRetry={() => void project.refetch()}
      />
    );
  if (!project.data) {
    return (
      <Loading label="Loading the project" className="flex flex-col gap-4 p-6">
        <Skeleton className="h-10 w-64" />
        <Skeleton className="h-10" />
        <Skeleton className="h-64" />
      </Loading>
    );
  }
  return (
    <Tabs
      value={search.tab ?? 'assets'}
      onValueChange={(tab) => change({ tab: tab as ProjectTab })}
      className="flex h-full min-h-0 flex-col"
    >
      <ProjectHeader project={project.data} onDeleted={() => void navigate({ to: paths.projects })} />
      <TabList label="Project" value={search.tab ?? 'assets'} tabs={tabs} className="mt-3 shrink-0 px-4 md:px-6" />
      <TabPanel value="assets" className="min-h-0 grow">
        <Library projectId={projectId} filter={search} onFilter={change} onOpen={open} />
      </TabPanel>
      <TabPanel value="generate" className="min-h-0 grow">
        <Studio projectId={projectId} selected={search.g} onSelect={(g) => change({ g })} onOpen={open} />
      </TabPanel>
      <TabPanel value="analytics" className="min-h-0 grow overflow-y-auto px-4 py-6 md:px-6">
        <div className="flex flex-col gap-8">
          <div className="self-start">
            <RangePicker />
          </div>
          <UsageView projectId={projectId} />
          <BudgetSection home={{ scope: 'project', subjectId: projectId, admin: false }} mayAdd />
        </div>
      </TabPanel>
    </Tabs>
  );
}
