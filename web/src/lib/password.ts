/** Who a new password is for: administrators need a longer one. */
export type PasswordOwner = 'administrator' | 'person';

const charactersMin: Record<PasswordOwner, number> = { administrator: 8, person: 6 };
const bytesMax = 72;

export function passwordHint(owner: PasswordOwner): string {
  return `At least ${charactersMin[owner]} characters, at most ${bytesMax} bytes. A sentence is best.`;
}

/** What is wrong with a new password, or nothing. The server may ask for more and then says so. */
export function passwordFault(password: string, owner: PasswordOwner): string | undefined {
  if ([...password].length < charactersMin[owner])
    return `Choose a password of at least ${charactersMin[owner]} characters.`;
  if (new TextEncoder().encode(password).length > bytesMax)
    return `Choose a shorter password: at most ${bytesMax} bytes, where a letter with an accent takes two or more.`;
  return undefined;
}
