import { useState } from 'react';
import { ApiCallDialog } from '@/components/generation/api-call-dialog';
import type { Composer } from '../lib/use-composer';
import type { References } from '../lib/use-references';
import type { Run } from '../lib/use-run';
import { CreateSettings } from './create-settings';
import { GenerateBar } from './generate-bar';
import { PromptBox } from './prompt-box';
import { ReferenceStrip } from './reference-strip';

export interface CreateProps {
  composer: Composer;
  run: Run;
  pictures: References;
  /** Inside a project the project is not chosen. */
  projectFixed: boolean;
}

interface Props extends CreateProps {
  /** On a phone the panel starts with only the prompt and the button. */
  folded?: boolean;
  autoFocus?: boolean;
}

/** The left side of the studio: prompt first, then with what, then how. */
export function CreatePanel({ composer, run, pictures, projectFixed, folded, autoFocus }: Props) {
  const { draft, model, fields, references } = composer;
  const [call, setCall] = useState(false);
  const max = model?.max_reference_images ?? 0;
  const shownPointers = ['/prompt', ...fields.map((field) => `/parameters/${field.name}`)];

  return (
    <section aria-label="Create" className="flex h-full min-h-0 flex-col bg-panel">
      <div className="flex min-h-0 grow flex-col gap-4 overflow-y-auto p-4">
        <PromptBox
          value={draft.prompt}
          history={draft.history}
          error={run.problem?.at('/prompt')}
          autoFocus={autoFocus ?? false}
          rows={folded ? 2 : 4}
          onChange={(prompt) => {
            run.forget();
            draft.setPrompt(prompt);
          }}
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
            <CreateSettings composer={composer} run={run} />
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
