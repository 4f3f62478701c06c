import { keyPlaceholder, type Language } from '@/lib/api-call';
import type { Request } from './request';

const text = (value: unknown): string => JSON.stringify(value);

/** What is sent as text; files and forms are left to the reader, who has them under a name. */
const bodyText = ({ body }: Request): string | null => (typeof body === 'string' ? body : null);

function curl(origin: string, request: Request): string {
  const quoted = (value: string) => `'${value.replaceAll("'", String.raw`'\''`)}'`;
  const body = bodyText(request);
  const form =
    request.body instanceof FormData
      ? [...request.body.entries()].map(
          ([name, value]) => `-F ${quoted(value instanceof File ? `${name}=@${value.name}` : `${name}=${value}`)}`,
        )
      : [];
  const file = request.body instanceof File ? [`--data-binary ${quoted(`@${request.body.name}`)}`] : [];
  return [
    `curl -sS -X ${request.method} ${quoted(origin + request.path)}`,
    `-H "Authorization: Bearer ${keyPlaceholder}"`,
    ...Object.entries(request.headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`-d ${quoted(body)}`]),
    ...form,
    ...file,
  ].join(' \\\n  ');
}

function javascript(origin: string, request: Request): string {
  const body = bodyText(request);
  const headers = Object.entries(request.headers).map(([name, value]) => `    ${text(name)}: ${text(value)},\n`);
  return `const answer = await fetch(${text(origin + request.path)}, {
  method: ${text(request.method)},
  headers: {
    Authorization: \`Bearer \${process.env.ATELIER_KEY}\`,
${headers.join('')}  },
${body === null ? '' : `  body: ${text(body)},\n`}});
console.log(answer.status, await answer.text());`;
}

function python(origin: string, request: Request): string {
  const body = bodyText(request);
  const headers = Object.entries(request.headers).map(([name, value]) => `        ${text(name)}: ${text(value)},\n`);
  return `import os, requests

answer = requests.request(
    ${text(request.method)},
    ${text(origin + request.path)},
    headers={
        "Authorization": "Bearer " + os.environ["ATELIER_KEY"],
${headers.join('')}    },
${body === null ? '' : `    data=${text(body)}.encode(),\n`})
print(answer.status_code, answer.text)`;
}

function java(origin: string, request: Request): string {
  const body = bodyText(request);
  const publisher = body === null ? 'noBody()' : `ofString(${text(body)})`;
  const headers = Object.entries(request.headers).map(
    ([name, value]) => `                    .header(${text(name)}, ${text(value)})\n`,
  );
  return `import java.net.URI;
import java.net.http.*;

void main() throws Exception {
    var answer = HttpClient.newHttpClient().send(
            HttpRequest.newBuilder(URI.create(${text(origin + request.path)}))
                    .header("Authorization", "Bearer " + System.getenv("ATELIER_KEY"))
${headers.join('')}                    .method(${text(request.method)}, HttpRequest.BodyPublishers.${publisher})
                    .build(),
            HttpResponse.BodyHandlers.ofString());
    IO.println(answer.statusCode() + " " + answer.body());
}`;
}

const writers = { curl, javascript, python, java };

/** The request as a program sends it, with a key from the environment. */
export const requestCode = (language: Language, origin: string, request: Request): string =>
  writers[language](origin, request);
