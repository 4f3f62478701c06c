/** A code as it was typed or pasted, without what mail programs put between the digits. */
export function codeOf(text: string): string {
  return text.replaceAll(/[\s-]/g, '');
}

/** Six digits and more are what messages and authenticators give. */
export function isCode(text: string): boolean {
  return /^\d{6,10}$/.test(codeOf(text));
}
