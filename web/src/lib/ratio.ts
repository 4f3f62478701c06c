import type { Generation } from '@/lib/api/types';

/** Width over height of `16:9`, `1536x1024` or `1536×1024`; undefined for anything else (`auto`, for instance). */
export function ratioOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const found = /^(\d+(?:\.\d+)?)\s*[:x×/]\s*(\d+(?:\.\d+)?)$/i.exec(value.trim());
  if (!found) return undefined;
  const ratio = Number(found[1]) / Number(found[2]);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}

/** What models make clips in unless they are asked for something else. */
export const clipRatio = 16 / 9;

/** The shape a run will have, read from its parameters before the picture or the clip exists. */
export function expectedRatio({
  parameters,
  generation_type,
}: Pick<Generation, 'parameters' | 'generation_type'>): number {
  for (const name of ['aspect_ratio', 'aspect', 'size', 'resolution', 'image_size']) {
    const ratio = ratioOf(parameters[name]);
    if (ratio) return ratio;
  }
  const { width, height } = parameters;
  if (typeof width === 'number' && typeof height === 'number' && height > 0) return width / height;
  return generation_type === 'video' ? clipRatio : 1;
}
