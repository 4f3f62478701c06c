import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './places.js';

/**
 * Runs every file that speaks through the official client once more, with its newest release on the Node it asks for. That
 * Node comes as a package for this kind of machine; where there is none, the Node of the tests is used and says so.
 */
const folder = join(root, 'e2e', 'tests');
const files = readdirSync(folder).filter((name) => /^supabase-.*\.test\.js$/.test(name));
const only = process.argv.slice(2);
const chosen = files.filter((name) => only.length === 0 || only.some((part) => name.includes(part)));
const { status } = spawnSync(
  newerNode(),
  ['--test', '--test-reporter=spec', '--test-concurrency=2', ...chosen.map((name) => join(folder, name))],
  { stdio: 'inherit', env: { ...process.env, SUPABASE_JS: 'supabase-js-newest' } },
);
process.exit(status ?? 1);

function newerNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`);
    const binary = join(dirname(manifest), 'bin', 'node');
    if (existsSync(binary)) return binary;
  } catch {
    // the line below says what is used instead
  }
  console.log(`There is no newer Node for ${process.platform}-${process.arch}; using ${process.version}.`);
  return process.execPath;
}
