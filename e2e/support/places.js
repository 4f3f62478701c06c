import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const readableByPostgres = 0o711;

/** A new folder that the unprivileged database of a root server can pass through. */
export function newFolder(purpose) {
  const folder = mkdtempSync(join(tmpdir(), `atelier-e2e-${purpose}-`));
  chmodSync(folder, readableByPostgres);
  return folder;
}

/**
 * A new folder for a server. The database's programs, which every new folder unpacks for itself, are those that the tests
 * of the server have unpacked on this machine, when they are there.
 */
export function newDataFolder() {
  const folder = newFolder('data');
  const home = join(folder, 'postgres');
  mkdirSync(home);
  chmodSync(home, readableByPostgres);
  const shared = join('/var/tmp', `atelier-test-${userInfo().username}`);
  for (const name of existsSync(shared) ? readdirSync(shared) : []) {
    if (/^postgresql-[\d.]+$/.test(name)) symlinkSync(join(shared, name), join(home, name));
  }
  return folder;
}

export function deleteFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A port nobody listens on right now; kept over restarts, so that a browser finds the server again. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The unpacked server: what the script says, else the one that was built last. */
export function appFolder() {
  if (process.env.APP) return process.env.APP;
  const state = join(root, '.atelier');
  const built = (existsSync(state) ? readdirSync(state) : [])
    .filter((name) => name.startsWith('app-') && existsSync(join(state, name, '.complete')))
    .map((name) => join(state, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!built[0]) throw new Error('There is no built server. Run ./atelier doctor once, it builds one.');
  return built[0];
}

export function java() {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
}

/** The flags the script starts the server with, what it learnt in its training included. */
export function serverFlags() {
  const flags = readFileSync(join(root, 'scripts', 'jvm-flags'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
  const cache = join(appFolder(), 'atelier.aot');
  return existsSync(cache) ? [...flags, `-XX:AOTCache=${cache}`] : flags;
}

/** The environment of this process without any setting of a server of its own. */
export function cleanEnvironment(settings) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ATELIER_'));
  return { ...Object.fromEntries(inherited), ...settings };
}
