import type { GenerateRequest, Generation } from '@/lib/api/types';

/** The request that made this generation; a seed that was drawn by the server is written out, so it repeats. */
export function requestOf(generation: Generation): GenerateRequest {
  const seed = generation.seed ?? undefined;
  const parameters = { ...generation.parameters, ...(seed === undefined ? {} : { seed }) };
  return {
    ...(generation.project_id ? { project_id: generation.project_id } : {}),
    provider: generation.provider,
    model: generation.model,
    generation_type: generation.generation_type,
    prompt: generation.prompt,
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
  };
}
