import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { limits } from '@/config/limits';
import type { GenerateRequest, GenerationType, Model } from '@/lib/api/types';
import { modelsQuery } from '@/lib/queries/models';
import { useDraft } from '@/lib/stores/draft';
import { useDebounced } from '@/lib/use-debounced';
import { estimateQuery } from '../api/estimate';
import { chosenParameters, emptySeeds, missingFields, parameterFields } from './parameter-fields';
import { requestFor } from './request';
import { validate } from './validate';

const typeOrder: readonly GenerationType[] = ['text', 'image', 'audio', 'video'];
const nothing = {};
const noModels: readonly Model[] = [];

/** Models for what the studio makes. Numbers and judgements are asked for by programs. */
export const offeredOf = (models: readonly Model[]): readonly Model[] =>
  models.filter((each) => typeOrder.includes(each.generation_type));

/** The chosen model of a type; else the first that can run, free ones before those that cost. */
export function pickModel(
  models: readonly Model[],
  type: GenerationType,
  wanted: string | undefined,
): Model | undefined {
  const ofType = models.filter((model) => model.generation_type === type);
  const ready = ofType.filter((model) => model.available);
  return (
    ofType.find((model) => model.id === wanted) ??
    ready.find((model) => model.key_source === 'free') ??
    ready[0] ??
    ofType[0]
  );
}

/** Everything the create panel knows: model, form, faults, request and price. */
export function useComposer(fixedProject: string | undefined) {
  const draft = useDraft();
  const projectId = fixedProject ?? draft.projectId ?? undefined;
  const models = useQuery(modelsQuery(projectId));
  const all = models.data;
  const offered = useMemo(() => offeredOf(all ?? noModels), [all]);
  const types = useMemo(() => typeOrder.filter((type) => all?.some((model) => model.generation_type === type)), [all]);
  const type = types.includes(draft.type) ? draft.type : (types[0] ?? draft.type);
  const model = pickModel(offered, type, draft.modelByType[type]);
  const values = (model && draft.parametersByModel[model.id]) ?? nothing;
  const fields = useMemo(() => parameterFields(model?.parameters ?? null), [model?.parameters]);
  const parameters = useMemo(() => chosenParameters(fields, values), [fields, values]);
  const faults = useMemo(
    () => ({ ...validate(model?.parameters ?? null, parameters), ...emptySeeds(fields, values) }),
    [model?.parameters, parameters, fields, values],
  );
  const missing = useMemo(() => missingFields(fields, parameters), [fields, parameters]);
  const references = useMemo(
    () => draft.references.slice(0, model?.max_reference_images ?? 0),
    [draft.references, model?.max_reference_images],
  );

  const request = useMemo<GenerateRequest | null>(
    () => (model ? requestFor(model, { prompt: draft.prompt, parameters, references, projectId }) : null),
    [model, projectId, draft.prompt, parameters, references],
  );

  const priced = useDebounced(request, limits.estimateDelayMs);
  const valid = Object.keys(faults).length === 0;
  const estimate = useQuery(estimateQuery(priced && priced.prompt && model?.available && valid ? priced : null));

  return {
    draft,
    models,
    offered,
    types,
    type,
    model,
    fields,
    values,
    parameters,
    faults,
    missing,
    valid,
    projectId,
    references,
    request,
    estimate,
  };
}

export type Composer = ReturnType<typeof useComposer>;
