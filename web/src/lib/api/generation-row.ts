import type { Generation } from './types';

/** What a passing or partial row may leave out; a whole one has it all. */
type Sent = Partial<Generation> & Pick<Generation, 'id' | 'status' | 'generation_type'>;

/** A generation as it came in, made whole once at the border, so that nothing behind it meets a missing member. */
export function wholeGeneration(sent: Sent): Generation {
  const parameters = sent.parameters ?? {};
  const seed = sent.seed ?? parameters.seed;
  const result = sent.result
    ? {
        content: sent.result.content ?? null,
        mimeType: sent.result.mimeType ?? null,
        outputs: sent.result.outputs ?? [],
        reasoning: sent.result.reasoning ?? null,
      }
    : null;
  return {
    project_id: null,
    user_id: '',
    provider: '',
    model: '',
    prompt: '',
    phase: null,
    progress: null,
    queue_position: null,
    error_message: null,
    error_code: null,
    error: null,
    key_source: null,
    estimate_micros: null,
    cost_micros: null,
    cost_cents: null,
    tokens_input: null,
    tokens_output: null,
    tokens_total: null,
    title: null,
    rating: null,
    retry_of: null,
    attempts: 1,
    started_at: null,
    completed_at: null,
    duration_ms: null,
    deleted_at: null,
    created_at: sent.updated_at ?? '',
    updated_at: sent.created_at ?? '',
    ...sent,
    tags: sent.tags ?? [],
    parameters,
    seed: typeof seed === 'number' ? seed : null,
    result,
  };
}
