import { limits } from '@/config/limits';
import type { Generation } from '@/lib/api/types';
import { slug } from '@/lib/format';

const extensions: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
};

/** Browsers drop downloads that start in the same breath. */
const breathMs = 250;

function save(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Saves every file of a generation; a text becomes a `.txt`. */
export function downloadGeneration(generation: Generation): void {
  const name = slug(generation.title ?? generation.prompt);
  const outputs = generation.result?.outputs ?? [];
  if (outputs.length === 0 && generation.result?.content) {
    const href = URL.createObjectURL(new Blob([generation.result.content], { type: 'text/plain' }));
    save(href, `${name}.txt`);
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
    return;
  }
  outputs.forEach((asset, index) => {
    const file = `${name}${outputs.length > 1 ? `-${index + 1}` : ''}.${extensions[asset.mime_type] ?? 'bin'}`;
    save(`${asset.url}?download=${encodeURIComponent(file)}`, file);
  });
}

/** Saves what an address gives; the next one may follow at once. */
export async function download(href: string, name: string): Promise<void> {
  save(href, name);
  await new Promise((next) => setTimeout(next, breathMs));
}

/** Saves many, one after the other; gives how many were started. */
export async function downloadMany(generations: readonly Generation[]): Promise<number> {
  const chosen = generations.filter((generation) => generation.result).slice(0, limits.bulkDownloadMax);
  for (const generation of chosen) {
    downloadGeneration(generation);
    await new Promise((next) => setTimeout(next, breathMs));
  }
  return chosen.length;
}
