import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files under a folder that contain one of these texts. Reads everything, so only for small folders. */
export function filesContaining(folder, texts) {
  const needles = texts.map((text) => Buffer.from(text));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => {
      const bytes = readFileSync(file);
      return needles.some((needle) => bytes.includes(needle));
    });
}
