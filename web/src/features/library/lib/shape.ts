import type { Generation } from '@/lib/api/types';
import { expectedRatio } from '@/lib/ratio';

const paper = 0.86;
const sound = 1.5;

/** Width over height of a generation's tile, known before and after it is done: nothing jumps. */
export function shapeOf(generation: Generation): number {
  switch (generation.generation_type) {
    case 'text':
    case 'embedding':
    case 'moderation':
      return paper;
    case 'audio':
      return sound;
    case 'image':
    case 'video': {
      const first = generation.result?.outputs[0];
      return first?.width && first.height ? first.width / first.height : expectedRatio(generation);
    }
  }
}
