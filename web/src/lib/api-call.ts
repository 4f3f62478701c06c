import type { GenerateRequest } from '@/lib/api/types';

export type Language = 'curl' | 'javascript' | 'python';

/** Stands where the key belongs until there is one. */
export const keyPlaceholder = '$ATELIER_KEY';

function curl(origin: string, request: GenerateRequest, key: string): string {
  const body = JSON.stringify(request, null, 2).replaceAll("'", String.raw`'\''`);
  return [
    `curl -sS ${origin}/api/generate \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
  ].join('\n');
}

function indented(text: string, by: string): string {
  return text.replaceAll('\n', `\n${by}`);
}

function javascript(origin: string, request: GenerateRequest, key: string): string {
  const token = key === keyPlaceholder ? 'process.env.ATELIER_KEY' : JSON.stringify(key);
  return `const atelier = ${JSON.stringify(origin)};
const headers = { Authorization: \`Bearer \${${token}}\`, "Content-Type": "application/json" };

let { data: run } = await fetch(\`\${atelier}/api/generate\`, {
  method: "POST",
  headers,
  body: JSON.stringify(${indented(JSON.stringify(request, null, 2), '  ')}),
}).then((answer) => answer.json());

while (run.status === "pending" || run.status === "running") {
  await new Promise((done) => setTimeout(done, 1000));
  ({ data: run } = await fetch(\`\${atelier}/api/generations/\${run.id}\`, { headers }).then((answer) => answer.json()));
}
console.log(run.status, run.result);`;
}

/** JSON as a Python literal: `true` becomes `True`, strings keep their escapes. */
function pythonValue(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}    `;
  if (Array.isArray(value)) return `[${value.map((item) => pythonValue(item, inner)).join(', ')}]`;
  const lines = Object.entries(value).map(
    ([name, item]) => `${inner}${JSON.stringify(name)}: ${pythonValue(item, inner)},`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function python(origin: string, request: GenerateRequest, key: string): string {
  const token = key === keyPlaceholder ? 'os.environ["ATELIER_KEY"]' : JSON.stringify(key);
  return `import os, time, requests

atelier = ${JSON.stringify(origin)}
session = requests.Session()
session.headers["Authorization"] = "Bearer " + ${token}

run = session.post(atelier + "/api/generate", json=${pythonValue(request)}).json()["data"]

while run["status"] in ("pending", "running"):
    time.sleep(1)
    run = session.get(atelier + "/api/generations/" + run["id"]).json()["data"]
print(run["status"], run["result"])`;
}

const writers = { curl, javascript, python };

/** The call that makes exactly this run, ready to paste. */
export function apiCall(
  language: Language,
  origin: string,
  request: GenerateRequest,
  key: string = keyPlaceholder,
): string {
  return writers[language](origin, request, key);
}
