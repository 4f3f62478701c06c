import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { limits } from '@/config/limits';
import { shortcuts } from '@/config/shortcuts';
import type { Model } from '@/lib/api/types';
import { money } from '@/lib/format';
import type { Sum } from '../lib/compare-set';
import type { ChangePlaces, Comparison } from '../lib/use-compare';
import { offeredOf } from '../lib/use-composer';
import { words } from '../words';
import { CompareEntrant } from './compare-entrant';
import { ModelDialog } from './model-dialog';
import { ProjectSelect } from './project-select';
import { PromptBox } from './prompt-box';

function sumWord({ micros, estimate, free }: Sum): string {
  if (free) return words.bands.free;
  return `${estimate ? '≈ ' : ''}${money(micros)}`;
}

function AddModel({ comparison, change }: { comparison: Comparison; change: ChangePlaces }) {
  const [open, setOpen] = useState(false);
  const { models, entrants, draft } = comparison;
  const offered = offeredOf(models.data ?? []);
  const type = entrants.find((entrant) => entrant.model)?.model?.generation_type ?? draft.type;
  const chosen = entrants.map((entrant) => entrant.id);
  const full = chosen.length >= limits.compareModelsMax;
  const toggle = (model: Model) => {
    if (!chosen.includes(model.id) && full) return;
    change((places) =>
      places.some((place) => place.model === model.id)
        ? places.filter((place) => place.model !== model.id)
        : [...places, { model: model.id }],
    );
  };
  return (
    <>
      <Button disabled={!models.data} onClick={() => setOpen(true)} className="w-full">
        <Plus size={16} strokeWidth={1.5} aria-hidden />
        {words.compare.add}
      </Button>
      <ModelDialog
        open={open}
        onClose={() => setOpen(false)}
        several
        title={words.compare.choose}
        models={offered}
        chosen={chosen}
        filter={{ type: [type] }}
        onPick={toggle}
        foot={
          <span className="flex items-center gap-3">
            <span className="tabular text-sm text-ink-2">
              {words.compare.count(chosen.length, limits.compareModelsMax)}
            </span>
            <Button size="sm" variant="primary" onClick={() => setOpen(false)}>
              {words.compare.done}
            </Button>
          </span>
        }
      />
    </>
  );
}

function Foot({ comparison, folded }: { comparison: Comparison; folded: boolean }) {
  const { draft, sum, ready, blocked, warning, sending, entrants, runAll } = comparison;
  const priced = entrants.length > 0 && sum.whole;
  return (
    <div className="flex flex-col gap-3 border-t border-line px-4 pt-3 pb-3">
      {!folded && <ProjectSelect value={draft.projectId ?? undefined} onChange={draft.setProject} />}
      <Button
        variant="primary"
        size="lg"
        className="w-full justify-between"
        aria-disabled={!ready}
        aria-describedby="compare-note"
        onClick={runAll}
      >
        <span className="flex items-baseline gap-2 text-[15px] font-semibold">
          {sending.length > 0 ? words.compare.sending : words.compare.run(entrants.length)}
          {priced && <span className="tabular font-medium">{sumWord(sum)}</span>}
        </span>
        <Kbd keys={shortcuts.generate.keys[0]} className="text-on-accent max-md:hidden" />
      </Button>
      <p id="compare-note" className="text-sm text-ink-3 empty:hidden">
        {warning ? <span className="text-warn">{warning}</span> : blocked}
      </p>
    </div>
  );
}

interface Props {
  comparison: Comparison;
  change: ChangePlaces;
  /** On a phone only the prompt and the button, until more is asked for. */
  folded: boolean;
}

/** The prompt that all get, who gets it, and what that costs together. */
export function ComparePanel({ comparison, change, folded }: Props) {
  const { draft, models, entrants, estimates } = comparison;
  return (
    <section aria-label={words.compare.title} className="flex h-full min-h-0 flex-col bg-panel">
      <div className="flex min-h-0 grow flex-col gap-4 overflow-y-auto p-4">
        <PromptBox
          value={draft.prompt}
          history={draft.history}
          error={undefined}
          autoFocus={!folded}
          rows={folded ? 2 : 4}
          onChange={draft.setPrompt}
        />
        {!folded && models.isPending && (
          <Loading label={words.models.loading} className="flex flex-col gap-2">
            <Skeleton className="h-12" />
            <Skeleton className="h-12" />
          </Loading>
        )}
        {!folded && models.error && (
          <ProblemPanel
            compact
            title={words.compare.failed}
            problem={models.error}
            onRetry={() => void models.refetch()}
          />
        )}
        {!folded && models.data && (
          <>
            {entrants.length > 0 && (
              <ul className="flex flex-col">
                {entrants.map((entrant, index) => (
                  <CompareEntrant
                    key={entrant.id}
                    entrant={entrant}
                    estimate={estimates[index]}
                    onRemove={() => change((places) => places.filter((place) => place.model !== entrant.id))}
                  />
                ))}
              </ul>
            )}
            <AddModel comparison={comparison} change={change} />
          </>
        )}
      </div>
      <Foot comparison={comparison} folded={folded} />
    </section>
  );
}
