import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { appFolder, deleteFolder, newDataFolder, newFolder } from './places.js';

/**
 * A data folder as the first start of a server leaves it, of nobody yet. To make a cluster and run every migration takes
 * longer than all else of a start, and comes out the same each time: it is done once for a build, kept beside it, and
 * copied.
 *
 * @param {(folder: string) => Promise<void>} startAndStop a server on an empty folder
 */
export async function startedFolder(startAndStop) {
  const kept = join(appFolder(), 'first-start');
  if (!existsSync(kept)) await keep(kept, startAndStop);
  const folder = newFolder('data');
  copy(kept, folder);
  return folder;
}

async function keep(kept, startAndStop) {
  const first = newDataFolder();
  const whole = `${kept}-${process.pid}`;
  try {
    await startAndStop(first);
    copy(first, whole);
    renameSync(whole, kept);
  } catch (failure) {
    // Files of tests run side by side: who was quicker has made the same.
    if (!existsSync(kept)) throw failure;
  } finally {
    deleteFolder(first);
    deleteFolder(whole);
  }
}

/** With owners and rights, which the database looks at. */
function copy(from, to) {
  execFileSync('cp', existsSync(to) ? ['-a', `${from}/.`, to] : ['-a', from, to]);
}
