import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Serves the sample, which knows two settings and nothing else: `VITE_SUPABASE_URL` and `VITE_SUPABASE_ANON_KEY`, by the names
 * that front ends give them. By hand: both in the environment, then `node sample/serve.js 5173`.
 */
const folder = dirname(fileURLToPath(import.meta.url));
const files = ['index.html', 'main.js', 'style.css'];
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css' };

/**
 * @param {{url: string, anonKey: string, port?: number, client?: string}} settings `client`: the package of supabase-js
 * @returns {Promise<{address: string, close: () => void}>}
 */
export async function serveSample({ url, anonKey, port = 0, client = '@supabase/supabase-js' }) {
  const library = join(dirname(createRequire(import.meta.url).resolve(client)), 'umd', 'supabase.js');
  const config = `window.settings = ${JSON.stringify({ url, anonKey })};`;
  const server = createServer(async (request, response) => {
    const name = request.url === '/' ? 'index.html' : request.url.slice(1).replace(/\?.*/, '');
    const known = files.includes(name) || name === 'supabase.js' || name === 'config.js';
    if (!known) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(name)] });
    if (name === 'config.js') return response.end(config);
    response.end(await readFile(name === 'supabase.js' ? library : join(folder, name)));
  });
  await new Promise((listening) => server.listen(port, '127.0.0.1', listening));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { VITE_SUPABASE_URL: url, VITE_SUPABASE_ANON_KEY: anonKey } = process.env;
  if (!url || !anonKey) throw new Error('Set VITE_SUPABASE_URL and VITE_SUPABASE_ANON_KEY.');
  const { address } = await serveSample({ url, anonKey, port: Number(process.argv[2] ?? 5173) });
  console.log(address);
}
