/** What was written one after the other, as `paid, studio`: without spaces around it, and without what is empty. */
export function listed(text: string, separator = ','): string[] {
  return text
    .split(separator)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** A list with an item or without it. */
export function toggled<T>(list: readonly T[], item: T, on: boolean): T[] {
  const others = list.filter((each) => each !== item);
  return on ? [...others, item] : others;
}
