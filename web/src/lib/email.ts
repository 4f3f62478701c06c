/** Enough to catch a slip; the server decides. */
export function looksLikeEmail(text: string): boolean {
  return /^\S+@\S+$/.test(text);
}
