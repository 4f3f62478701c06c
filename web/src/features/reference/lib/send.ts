import { accessToken } from '@/lib/api/access-token';
import { limits } from '@/config/limits';
import type { Asker, Request } from './request';

export interface Answer {
  status: number;
  statusText: string;
  headers: [string, string][];
  /** As far as it has come; JSON is indented. Null where it is no text. */
  text: string | null;
  /** Pictures, sound and clips, at an address in memory that whoever shows it gives back. */
  media: { type: string; address: string } | null;
  bytes: number;
  cut: boolean;
}

const isText = (type: string): boolean => /^text\/|json|xml|yaml|javascript|^$/.test(type);
const isMedia = (type: string): boolean => /^(image|audio|video)\//.test(type);

/** Our own routes take the cookie; the surfaces that client libraries call take a token. */
const takesCookie = (path: string): boolean => /^\/(api|media|auth\/(me|permissions|test))/.test(path);

async function credentials(asker: Asker, key: string, path: string): Promise<Record<string, string>> {
  if (asker === 'key') return { Authorization: `Bearer ${key.trim()}` };
  if (asker === 'session' && !takesCookie(path)) return { Authorization: `Bearer ${await accessToken()}` };
  return {};
}

/**
 * Sends it and tells the answer as it comes: events arrive one by one until somebody stops. What is not text is shown
 * whole or not at all.
 */
export async function send(
  request: Request,
  asker: Asker,
  key: string,
  signal: AbortSignal,
  told: (answer: Answer) => void,
): Promise<void> {
  const response = await fetch(request.path, {
    method: request.method,
    headers: { ...(await credentials(asker, key, request.path)), ...request.headers },
    credentials: asker === 'session' ? 'same-origin' : 'omit',
    body: request.body,
    signal,
  });
  const type = response.headers.get('Content-Type') ?? '';
  const answer: Answer = {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers.entries()],
    text: isText(type) ? '' : null,
    media: null,
    bytes: 0,
    cut: false,
  };
  told(answer);
  if (isMedia(type)) {
    const media = await response.blob();
    told({ ...answer, media: { type, address: URL.createObjectURL(media) }, bytes: media.size });
  } else {
    await read(response, answer, told);
  }
}

async function read(response: Response, answer: Answer, told: (answer: Answer) => void): Promise<void> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const now = { ...answer };
  const next = async () => (await reader?.read()) ?? { done: true as const, value: undefined };
  for (let part = await next(); !part.done; part = await next()) {
    now.bytes += part.value.byteLength;
    if (now.text !== null) now.text += decoder.decode(part.value, { stream: true });
    now.cut = now.bytes > limits.referenceAnswerBytesMax;
    if (now.cut) {
      await reader?.cancel();
      break;
    }
    told({ ...now });
  }
  told({ ...now, text: now.text === null ? null : indented(now.text) });
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
