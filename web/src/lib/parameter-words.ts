/** A name of the wire as a label: `aspect_ratio` is `Aspect ratio`. */
export function titled(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const formats = new Set(['png', 'jpeg', 'webp', 'gif', 'wav', 'mp3', 'flac', 'aac', 'pcm']);

/** One value of a list as people read it: `still_life` is `Still life`, `png` is `PNG`, `1024x1024` stays. */
export function optionWord(value: unknown): string {
  const word = String(value);
  return formats.has(word) ? word.toUpperCase() : titled(word);
}
