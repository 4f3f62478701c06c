import { create } from 'zustand';

/** The token of an invitation's link, in memory only: it is a secret, and the message has it still. */
export const useInvited = create<{ token: string | null }>()(() => ({ token: null }));

export function keepInvitation(token: string): void {
  useInvited.setState({ token });
}
