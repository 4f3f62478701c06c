import type { Doors } from '@/lib/api/types';

/** Who a new password is for: administrators need a longer one. */
export type PasswordOwner = 'administrator' | 'person';

type Rule = Doors['password'];

const administratorCharactersMin = 8;
const bytesMax = 72;

const kinds: Record<Rule['needs'][number], { words: string; found: RegExp }> = {
  lower: { words: 'a small letter', found: /[a-z]/ },
  upper: { words: 'a capital letter', found: /[A-Z]/ },
  digits: { words: 'a digit', found: /[0-9]/ },
  symbols: { words: 'a symbol such as ! or #', found: /[!@#$%^&*()_+\-=[\]{};'\\:"|<>?,./`~]/ },
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });

function charactersMin(owner: PasswordOwner, rule: Rule): number {
  return owner === 'administrator' ? Math.max(rule.length_min, administratorCharactersMin) : rule.length_min;
}

export function passwordHint(owner: PasswordOwner, rule: Rule): string {
  const needs = rule.needs.length > 0 ? ` With ${list.format(rule.needs.map((need) => kinds[need].words))}.` : '';
  return `At least ${charactersMin(owner, rule)} characters, at most ${bytesMax} bytes.${needs} A sentence is best.`;
}

/** What is wrong with a new password, or nothing. The server may ask for more and then says so. */
export function passwordFault(password: string, owner: PasswordOwner, rule: Rule): string | undefined {
  if ([...password].length < charactersMin(owner, rule))
    return `Choose a password of at least ${charactersMin(owner, rule)} characters.`;
  const missing = rule.needs.filter((need) => !kinds[need].found.test(password));
  if (missing.length > 0) return `Add ${list.format(missing.map((need) => kinds[need].words))}.`;
  if (new TextEncoder().encode(password).length > bytesMax)
    return `Choose a shorter password: at most ${bytesMax} bytes, where a letter with an accent takes two or more.`;
  return undefined;
}
