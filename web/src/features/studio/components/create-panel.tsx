import { useState } from 'react';
import { ApiCallDialog } from '@/components/generation/api-call-dialog';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { cn } from '@/lib/cn';
import type { Composer } from '../lib/use-composer';
import { useReferences } from '../lib/use-references';
import type { Run } from '../lib/use-run';
import { GenerateBar } from './generate-bar';
import { ModelPicker } from './model-picker';
import { ParameterForm } from './parameter-form';
import { PromptBox } from './prompt-box';
import { ReferenceStrip } from './reference-strip';
import { TypeTabs } from './type-tabs';

interface Props {
  composer: Composer;
  run: Run;
  projectFixed: boolean;
  /** On a phone the panel starts with only the prompt and the button. */
  folded?: boolean;
  autoFocus?: boolean;
}

/** Faults of the server by parameter name, beside those the schema found here. */
function faultsOf(composer: Composer, run: Run): Record<string, string> {
  const fromServer = composer.fields.flatMap((field) => {
    const said = run.problem?.at(`/parameters/${field.name}`);
    return said ? [[field.name, said] as const] : [];
  });
  return { ...Object.fromEntries(fromServer), ...composer.faults };
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

/** The left side of the studio: prompt first, then with what, then how. */
export function CreatePanel({ composer, run, projectFixed, folded, autoFocus }: Props) {
  const { draft, models, types, type, model, fields, values, references } = composer;
  const [call, setCall] = useState(false);
  const [over, setOver] = useState(false);
  const max = model?.max_reference_images ?? 0;
  const pictures = useReferences(max);
  const shownPointers = ['/prompt', ...fields.map((field) => `/parameters/${field.name}`)];
  const dropped = (event: React.DragEvent) => {
    event.preventDefault();
    setOver(false);
    pictures.add([...event.dataTransfer.files].filter((file) => file.type.startsWith('image/')));
  };

  return (
    <section
      aria-label="Create"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
      className={cn('relative flex h-full min-h-0 flex-col bg-panel', over && 'ring-2 ring-accent ring-inset')}
    >
      <div className="flex min-h-0 grow flex-col gap-4 overflow-y-auto p-4">
        <PromptBox
          value={draft.prompt}
          history={draft.history}
          error={run.problem?.at('/prompt')}
          autoFocus={autoFocus ?? false}
          rows={folded ? 2 : 4}
          onChange={draft.setPrompt}
          onFiles={pictures.add}
        />
        {!folded && (
          <>
            {(max > 0 || pictures.problem) && (
              <ReferenceStrip
                references={references}
                max={max}
                uploading={pictures.uploading}
                problem={pictures.problem ?? run.problem?.at('/reference_asset_ids')}
                onFiles={pictures.add}
                onRemove={pictures.remove}
              />
            )}
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
                    models={models.data.filter((each) => each.generation_type === type)}
                    value={model}
                    onChange={(next) => draft.setModel(type, next.id)}
                  />
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
        )}
      </div>
      <div className="border-t border-line px-4 pt-3 pb-2">
        <GenerateBar
          composer={composer}
          run={run}
          projectFixed={projectFixed}
          shownPointers={shownPointers}
          compact={folded ?? false}
          onShowCall={() => setCall(true)}
        />
      </div>
      {composer.request && <ApiCallDialog request={composer.request} open={call} onClose={() => setCall(false)} />}
    </section>
  );
}
