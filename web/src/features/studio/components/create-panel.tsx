import { useState } from 'react';
import { ApiCallDialog } from '@/components/generation/api-call-dialog';
import { cn } from '@/lib/cn';
import type { Composer } from '../lib/use-composer';
import { useReferences } from '../lib/use-references';
import type { Run } from '../lib/use-run';
import { CreateSettings } from './create-settings';
import { GenerateBar } from './generate-bar';
import { PromptBox } from './prompt-box';
import { ReferenceStrip } from './reference-strip';

interface Props {
  composer: Composer;
  run: Run;
  projectFixed: boolean;
  /** On a phone the panel starts with only the prompt and the button. */
  folded?: boolean;
  autoFocus?: boolean;
}

/** The left side of the studio: prompt first, then with what, then how. */
export function CreatePanel({ composer, run, projectFixed, folded, autoFocus }: Props) {
  const { draft, model, fields, references } = composer;
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
