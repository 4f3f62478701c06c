/** Folders exist only as the beginnings of keys; one without files is kept by an empty object of this name. */
export const placeholder = '.emptyFolderPlaceholder';

const foreign = /[^A-Za-z0-9_!.*'() &$=@;:+,?/-]+/g;

/** `a/b/c.png` is `c.png`, `a/b/` is `b`. */
export function baseName(key: string): string {
  return key.replace(/\/$/, '').split('/').at(-1) ?? key;
}

/** `a/b/c.png` and `a/b/` stand in `a/b/` and `a/`; the root is empty. */
export function folderOf(key: string): string {
  const bare = key.replace(/\/$/, '');
  return bare.slice(0, bare.lastIndexOf('/') + 1);
}

/** The folders from the root to here, each with the path that opens it. */
export function crumbs(folder: string): { label: string; path: string }[] {
  const parts = folder.split('/').filter(Boolean);
  return parts.map((label, index) => ({ label, path: `${parts.slice(0, index + 1).join('/')}/` }));
}

/** A file's name as a key may have it: `Größe 1.png` becomes `Grosse 1.png`. Keys are ASCII; what has no such letter becomes `-`. */
export function keyName(name: string): string {
  const plain = name
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('Æ', 'Ae')
    .replaceAll('ø', 'o')
    .replaceAll('Ø', 'O')
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .replace(foreign, '-')
    .replace(/\/{2,}/g, '/')
    .replace(/^\/|\/$/g, '')
    .trim();
  return plain === '' || plain === '-' ? 'file' : plain;
}

/** A folder as people write it, as a key may have it: no doubled nor outer slashes, one at the end unless it is the root. */
export function asFolder(path: string): string {
  const parts = path
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.length === 0 ? '' : `${parts.map(keyName).join('/')}/`;
}

/** Beside `name.png`: `name (2).png`; beside that one `name (3).png`. */
export function another(key: string, taken: (key: string) => boolean): string {
  const folder = folderOf(key);
  const name = baseName(key);
  const dot = name.lastIndexOf('.');
  const [whole, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const [, stem = whole, last = '1'] = /^(.*) \((\d+)\)$/.exec(whole) ?? [];
  for (let number = Number(last) + 1; ; number += 1) {
    const candidate = `${folder}${stem} (${number})${ending}`;
    if (!taken(candidate)) return candidate;
  }
}
