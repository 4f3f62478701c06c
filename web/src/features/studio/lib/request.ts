import type { Asset, GenerateRequest, Model } from '@/lib/api/types';

interface Parts {
  prompt: string;
  parameters: Record<string, unknown>;
  references: readonly Asset[];
  projectId: string | undefined;
}

/** What is sent for a run; what a model does not take stays at home. */
export function requestFor(model: Model, { prompt, parameters, references, projectId }: Parts): GenerateRequest {
  const shown = references.slice(0, model.max_reference_images);
  return {
    ...(projectId ? { project_id: projectId } : {}),
    provider: model.provider,
    model: model.model,
    generation_type: model.generation_type,
    prompt: prompt.trim(),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    ...(shown.length > 0 ? { reference_asset_ids: shown.map((asset) => asset.id) } : {}),
  };
}
