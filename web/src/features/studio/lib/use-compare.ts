import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { limits } from '@/config/limits';
import type { ApiProblem } from '@/lib/api/problem';
import type { GenerateRequest, Model } from '@/lib/api/types';
import { money } from '@/lib/format';
import { generationQuery } from '@/lib/queries/generation-detail';
import { modelsQuery } from '@/lib/queries/models';
import { randomId } from '@/lib/random-id';
import { useDraft } from '@/lib/stores/draft';
import { useDebounced } from '@/lib/use-debounced';
import { estimateQuery } from '../api/estimate';
import { useGenerate } from '../api/generate';
import { words } from '../words';
import { shortfallOf, sumOf, type Place } from './compare-set';
import { chosenParameters, emptySeeds, missingFields, parameterFields, type ParameterField } from './parameter-fields';
import { requestFor } from './request';
import { validate } from './validate';

const nothing = {};

/** One model of the comparison with its own form. */
export interface Entrant {
  id: string;
  model: Model | undefined;
  fields: ParameterField[];
  values: Record<string, unknown>;
  faults: Record<string, string>;
  missing: ParameterField[];
  request: GenerateRequest | null;
}

function entrantOf(id: string, model: Model | undefined, draft: ReturnType<typeof useDraft.getState>): Entrant {
  const fields = parameterFields(model?.parameters ?? null);
  const values = draft.parametersByModel[id] ?? nothing;
  const parameters = chosenParameters(fields, values);
  const missing = missingFields(fields, parameters);
  const open = new Set(missing.map((field) => field.name));
  const faults = { ...validate(model?.parameters ?? null, parameters), ...emptySeeds(fields, values) };
  return {
    id,
    model,
    fields,
    values,
    missing,
    faults: Object.fromEntries(Object.entries(faults).filter(([name]) => !open.has(name))),
    request: model
      ? requestFor(model, {
          prompt: draft.prompt,
          parameters,
          references: draft.references,
          projectId: draft.projectId ?? undefined,
        })
      : null,
  };
}

const canRun = ({ model, faults, missing }: Entrant) =>
  Boolean(model?.available) && missing.length === 0 && Object.keys(faults).length === 0;

/** Why nothing can be run, in words; null when it can. */
function blockedBy(entrants: readonly Entrant[], prompt: string): string | null {
  if (entrants.length < limits.compareModelsMin) return words.compare.few;
  for (const { id, model, faults, missing } of entrants) {
    const name = model?.display_name ?? id;
    if (!model) return words.compare.unavailable(name, words.compare.unknownModel);
    if (!model.available) return words.compare.unavailable(name, model.unavailable_reason ?? words.models.unavailable);
    if (missing.length > 0) return words.compare.missing(name, missing.map((field) => field.label).join(', '));
    if (Object.keys(faults).length > 0) return words.compare.faults(name);
  }
  return prompt.trim() ? null : words.compare.prompt;
}

/** Several answers may come at once: each changes what the one before left. */
export type ChangePlaces = (change: (places: readonly Place[]) => Place[]) => void;

/** Sends runs side by side; one intent has one key, so that a lost answer never buys twice. */
function useStart(change: ChangePlaces) {
  const generate = useGenerate();
  const [problems, setProblems] = useState<Record<string, ApiProblem>>({});
  const [sending, setSending] = useState<readonly string[]>([]);
  const keys = useRef(new Map<string, string>());

  const send = async ({ id, request }: Entrant) => {
    if (!request) return;
    const body = JSON.stringify(request);
    const key = keys.current.get(body) ?? randomId();
    keys.current.set(body, key);
    setSending((before) => [...before, id]);
    setProblems(({ [id]: _gone, ...others }) => others);
    try {
      const generation = await generate.mutateAsync({ request, idempotencyKey: key });
      keys.current.delete(body);
      change((places) => places.map((place) => (place.model === id ? { ...place, run: generation.id } : place)));
    } catch (cause) {
      const problem = cause as ApiProblem;
      if (problem.code !== 'network.unreachable') keys.current.delete(body);
      setProblems((before) => ({ ...before, [id]: problem }));
    }
    setSending((before) => before.filter((each) => each !== id));
  };
  return { send, problems, sending };
}

/** Everything the comparison knows: models, forms, sum, runs, and what went wrong with each. */
export function useCompare(places: readonly Place[], change: ChangePlaces) {
  const draft = useDraft();
  const models = useQuery(modelsQuery(draft.projectId ?? undefined));
  const ids = places.map((place) => place.model).join(',');
  const entrants = useMemo(
    () =>
      places.map(({ model: id }) =>
        entrantOf(
          id,
          models.data?.find((model) => model.id === id),
          draft,
        ),
      ),
    // The models of the places are all that counts of them.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [ids, models.data, draft],
  );
  const priced = useDebounced(entrants, limits.estimateDelayMs);
  const prices = useQueries({
    queries: priced.map((entrant) =>
      estimateQuery(entrant.request?.prompt && canRun(entrant) ? entrant.request : null, entrant.id),
    ),
  });
  // What is priced lags behind: whoever was just removed must not leave the price to the next.
  const estimates = entrants.map(({ id }) => prices[priced.findIndex((each) => each.id === id)]?.data);
  const rows = useQueries({
    queries: places.map(({ model, run }) => ({
      ...generationQuery(run ?? `none ${model}`),
      enabled: run !== undefined,
    })),
  });
  const start = useStart(change);
  const short = shortfallOf(estimates);
  const blocked = models.data ? blockedBy(entrants, draft.prompt) : null;
  const ready = models.data !== undefined && blocked === null && start.sending.length === 0;
  const sum = sumOf(estimates);
  return {
    draft,
    models,
    entrants,
    estimates,
    sum,
    rows,
    ready,
    blocked,
    warning:
      short === 'credits'
        ? words.compare.credits
        : short && words.compare.budget(money(short.left), money(short.needed)),
    problems: start.problems,
    sending: start.sending,
    runOne: (id: string) => {
      const entrant = entrants.find((each) => each.id === id);
      if (entrant && canRun(entrant)) void start.send(entrant);
    },
    runAll: () => {
      if (!ready) return;
      draft.remember(draft.prompt.trim());
      for (const entrant of entrants) void start.send(entrant);
    },
  };
}

export type Comparison = ReturnType<typeof useCompare>;
