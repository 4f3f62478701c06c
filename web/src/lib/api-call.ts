import type { GenerateRequest } from '@/lib/api/types';

/** What a call is shown in, in the order of the tabs. */
export const languages = [
  { value: 'curl', label: 'curl' },
  { value: 'javascript', label: 'JavaScript' },
  { value: 'python', label: 'Python' },
  { value: 'java', label: 'Java' },
] as const;

export type Language = (typeof languages)[number]['value'];

/** Whose words the call speaks: Atelier's own, or those of OpenAI's SDKs, which the gateway understands. */
export type Dialect = 'atelier' | 'openai';

/** Stands where the key belongs until there is one. */
export const keyPlaceholder = '$ATELIER_KEY';

interface Call {
  origin: string;
  request: GenerateRequest;
  key: string;
}

/** The body of the gateway's call, and where it goes; null for what it cannot say. */
function gatewayCall(request: GenerateRequest): { path: string; body: Record<string, unknown> } | null {
  if (request.reference_asset_ids?.length) return null;
  const model = `${request.provider}/${request.model}`;
  switch (request.generation_type) {
    case 'text':
      return {
        path: '/v1/chat/completions',
        body: { model, messages: [{ role: 'user', content: request.prompt }], ...request.parameters },
      };
    case 'image':
      return { path: '/v1/images/generations', body: { model, prompt: request.prompt, ...request.parameters } };
    default:
      return null;
  }
}

/** Can this run be asked for in the words of OpenAI's SDKs? */
export const speaksOpenAi = (request: GenerateRequest): boolean => gatewayCall(request) !== null;

function posted(url: string, body: unknown, key: string): string {
  return [
    `curl -sS ${url} \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${JSON.stringify(body, null, 2).replaceAll("'", String.raw`'\''`)}'`,
  ].join('\n');
}

const curl = ({ origin, request, key }: Call): string => posted(`${origin}/api/generate`, request, key);

function indented(text: string, by: string): string {
  return text.replaceAll('\n', `\n${by}`);
}

function javascript({ origin, request, key }: Call): string {
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

function python({ origin, request, key }: Call): string {
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

/** JSON inside of a text block of Java: its own escapes must reach the server. */
function javaBlock(value: unknown, indent: string): string {
  const json = JSON.stringify(value, null, 2).replaceAll('\\', '\\\\').replaceAll('"""', '\\"""');
  return `"""\n${indent}${indented(json, indent)}"""`;
}

function javaPost(url: string, body: unknown, key: string): string {
  const token = key === keyPlaceholder ? 'System.getenv("ATELIER_KEY")' : JSON.stringify(key);
  return `import java.net.URI;
import java.net.http.*;

void main() throws Exception {
    var key = ${token};
    var client = HttpClient.newHttpClient();
    var answer = client.send(
            HttpRequest.newBuilder(URI.create(${JSON.stringify(url)}))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(${javaBlock(body, ' '.repeat(28))}))
                    .build(),
            HttpResponse.BodyHandlers.ofString()).body();
`;
}

function java({ origin, request, key }: Call): string {
  return String.raw`${javaPost(`${origin}/api/generate`, request, key)}
    var id = answer.replaceAll("(?s).*?\"data\":\\{\"id\":\"([^\"]+)\".*", "$1");
    while (answer.contains("\"status\":\"pending\"") || answer.contains("\"status\":\"running\"")) {
        Thread.sleep(1000);
        answer = client.send(
                HttpRequest.newBuilder(URI.create(${JSON.stringify(`${origin}/api/generations/`)} + id))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }
    IO.println(answer);
}`;
}

function openAiJavascript(origin: string, request: GenerateRequest, body: unknown, key: string): string {
  const token = key === keyPlaceholder ? 'process.env.ATELIER_KEY' : JSON.stringify(key);
  const text = request.generation_type === 'text';
  return `import OpenAI from "openai";

const atelier = new OpenAI({ baseURL: ${JSON.stringify(`${origin}/v1`)}, apiKey: ${token} });

const answer = await atelier.${text ? 'chat.completions.create' : 'images.generate'}(${JSON.stringify(body, null, 2)});
console.log(${text ? 'answer.choices[0].message.content' : 'answer.data'});`;
}

/** What the Python SDK has names for; everything else goes along as it is. */
const sdkNames = new Set(['model', 'messages', 'prompt', 'size', 'n', 'quality', 'temperature', 'seed', 'max_tokens']);

function openAiPython(origin: string, request: GenerateRequest, body: Record<string, unknown>, key: string): string {
  const token = key === keyPlaceholder ? 'os.environ["ATELIER_KEY"]' : JSON.stringify(key);
  const text = request.generation_type === 'text';
  // Only conversations have a seed there.
  const named = ([name]: [string, unknown]) => sdkNames.has(name) && (text || name !== 'seed');
  const fields = Object.entries(body);
  const given = fields.filter(named).map(([name, value]) => `    ${name}=${pythonValue(value, '    ')},`);
  const others = fields.filter((field) => !named(field));
  if (others.length > 0) given.push(`    extra_body=${pythonValue(Object.fromEntries(others), '    ')},`);
  return `import os
from openai import OpenAI

atelier = OpenAI(base_url=${JSON.stringify(`${origin}/v1`)}, api_key=${token})

answer = atelier.${text ? 'chat.completions.create' : 'images.generate'}(
${given.join('\n')}
)
print(${text ? 'answer.choices[0].message.content' : 'answer.data'})`;
}

const writers = { curl, javascript, python, java };

function gatewayCode(language: Language, { origin, request, key }: Call): string | null {
  const call = gatewayCall(request);
  if (!call) return null;
  switch (language) {
    case 'curl':
      return posted(`${origin}${call.path}`, call.body, key);
    case 'javascript':
      return openAiJavascript(origin, request, call.body, key);
    case 'python':
      return openAiPython(origin, request, call.body, key);
    case 'java':
      return `${javaPost(`${origin}${call.path}`, call.body, key)}    IO.println(answer);\n}`;
  }
}

/** The call that makes exactly this run, ready to paste. What a dialect cannot say is said in Atelier's own. */
export function apiCall(
  language: Language,
  origin: string,
  request: GenerateRequest,
  key: string = keyPlaceholder,
  dialect: Dialect = 'atelier',
): string {
  const call = { origin, request, key };
  return (dialect === 'openai' ? gatewayCode(language, call) : null) ?? writers[language](call);
}
