import type { Generation, GenerationPhase, GenerationType } from '@/lib/api/types';

export const typeWords: Record<GenerationType, { one: string; many: string; tab: string }> = {
  text: { one: 'text', many: 'texts', tab: 'Text' },
  image: { one: 'picture', many: 'pictures', tab: 'Image' },
  audio: { one: 'sound', many: 'sounds', tab: 'Audio' },
  video: { one: 'video', many: 'videos', tab: 'Video' },
  embedding: { one: 'embedding', many: 'embeddings', tab: 'Embedding' },
  moderation: { one: 'moderation', many: 'moderations', tab: 'Moderation' },
};

/** The phases in the order a person sees them. */
export const phaseOrder: readonly GenerationPhase[] = ['queued', 'submitting', 'waiting', 'storing'];

const phaseWords: Record<GenerationPhase, string> = {
  queued: 'Queued',
  submitting: 'Sending',
  waiting: 'Generating',
  storing: 'Storing',
  reconciling: 'Checking what happened',
};

export function phaseWord(phase: GenerationPhase): string {
  return phaseWords[phase];
}

/** The phase of a running generation; a row that was only just accepted is queued. */
export function phaseOf(generation: Generation): GenerationPhase {
  return generation.phase ?? (generation.status === 'pending' ? 'queued' : 'waiting');
}

/** One sentence for the live region and for tiles. */
export function statusSentence(generation: Generation): string {
  switch (generation.status) {
    case 'completed':
      return 'Done';
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Cancelled';
    case 'draft':
      return 'Draft';
    case 'pending':
    case 'running': {
      const phase = phaseOf(generation);
      const place =
        phase === 'queued' && generation.queue_position ? `, number ${generation.queue_position} in line` : '';
      return `${phaseWord(phase)}${place}`;
    }
  }
}

/** What a screen reader hears for a picture: the prompt it was made from. */
export function altText(generation: Generation): string {
  const prompt = generation.title ?? generation.prompt;
  return prompt.length > 240 ? `${prompt.slice(0, 237)}…` : prompt;
}
