export type Kind = 'picture' | 'video' | 'audio' | 'text' | 'archive' | 'other';

/** Pictures that can carry no script. SVG is a document: it is shown as the text it is. */
const pictures = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
  'image/vnd.microsoft.icon',
]);
const texts = new Set([
  'application/json',
  'application/ld+json',
  'application/geo+json',
  'application/xml',
  'application/xhtml+xml',
  'application/javascript',
  'application/x-javascript',
  'application/typescript',
  'application/x-yaml',
  'application/yaml',
  'application/toml',
  'application/sql',
  'application/x-sh',
  'application/x-ndjson',
  'image/svg+xml',
]);
const archives = /(zip|x-tar|gzip|x-7z|x-rar|x-bzip|zstd)/;
/** Types whose markup a browser would run, were it let. */
const active = /^(text\/html|application\/xhtml\+xml|image\/svg\+xml|text\/xml|application\/xml)/;

const bare = (mime: string): string => mime.toLowerCase().split(';')[0]?.trim() ?? '';

export function kindOf(mime: string | null | undefined): Kind {
  const type = bare(mime ?? '');
  if (pictures.has(type)) return 'picture';
  if (type.startsWith('text/') || texts.has(type)) return 'text';
  if (type.startsWith('video/')) return 'video';
  if (type.startsWith('audio/')) return 'audio';
  return archives.test(type) ? 'archive' : 'other';
}

/** Is it shown as source because it could run? */
export const couldRun = (mime: string | null | undefined): boolean => active.test(bare(mime ?? ''));
