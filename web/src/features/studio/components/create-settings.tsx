import { Link } from '@tanstack/react-router';
import { Columns3 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { paths } from '@/config/paths';
import type { Composer } from '../lib/use-composer';
import type { Run } from '../lib/use-run';
import { words } from '../words';
import { ModelPicker } from './model-picker';
import { ParameterForm } from './parameter-form';
import { TypeTabs } from './type-tabs';

/** Faults of the server by parameter name, beside those the schema found here. */
function faultsOf(composer: Composer, run: Run): Record<string, string> {
  const fromServer = composer.fields.flatMap((field) => {
    const said = run.problem?.at(`/parameters/${field.name}`);
    return said ? [[field.name, said] as const] : [];
  });
  // What is only not given yet is asked for at the button, not reproached here.
  const open = new Set(composer.missing.map((field) => field.name));
  const found = Object.entries(composer.faults).filter(([name]) => !open.has(name));
  return { ...Object.fromEntries(fromServer), ...Object.fromEntries(found) };
}

function PanelSkeleton() {
  return (
    <Loading label="Loading models" className="flex flex-col gap-4">
      <Skeleton className="h-8" />
      <Skeleton className="h-12" />
      <Skeleton className="h-24" />
      <Skeleton className="h-10" />
    </Loading>
  );
}

/** With what and how: type, model, and the form the model draws. */
export function CreateSettings({ composer, run }: { composer: Composer; run: Run }) {
  const { draft, models, types, type, model, fields, values } = composer;
  return (
    <>
      {models.isPending && <PanelSkeleton />}
      {models.error && (
        <ProblemPanel
          compact
          title="The models could not be loaded"
          problem={models.error}
          onRetry={() => void models.refetch()}
        />
      )}
      {models.data && (
        <>
          <div className="flex flex-col gap-2">
            <TypeTabs types={types} value={type} onChange={draft.setType} />
            <ModelPicker
              models={composer.offered}
              type={type}
              value={model}
              onChange={(next) => {
                draft.setType(next.generation_type);
                draft.setModel(next.generation_type, next.id);
              }}
            />
            {model && (
              <Button asChild variant="quiet" size="sm" className="-mr-2 self-end px-2">
                <Link to={paths.compare} search={{ models: model.id }}>
                  <Columns3 size={16} strokeWidth={1.5} aria-hidden />
                  {words.compare.open}
                </Link>
              </Button>
            )}
          </div>
          {model && (
            <ParameterForm
              key={model.id}
              fields={fields}
              values={values}
              faults={faultsOf(composer, run)}
              onChange={(name, value) => {
                run.forget();
                draft.setParameter(model.id, name, value);
              }}
              onReset={() => draft.resetParameters(model.id)}
            />
          )}
        </>
      )}
    </>
  );
}
