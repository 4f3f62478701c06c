import type { KeyHome } from './home';

/** What the cards of provider keys say. */
export const words = {
  title: 'Provider keys',
  lead: {
    person: 'Keys you bought from a provider. Runs on them are billed to you by the provider.',
    organisation:
      'Keys for runs in projects of the organisation. The provider bills whoever bought the key. A member’s own key goes first.',
    server:
      'Keys for everybody, or for whom you name. Runs on them are paid from each person’s credits; own keys and those of an organisation go first.',
  } satisfies Record<KeyHome['of'], string>,
  none: {
    person:
      'The demo model works without one. Paste a key of a provider to run its models; it is recognised by its first letters and tested before it is stored.',
    organisation: 'Members run on their own keys, or on the server’s. Add one that they can share.',
    server: 'People run on keys of their own until you add one here.',
  } satisfies Record<KeyHome['of'], string>,
  noneTitle: 'No key yet.',
  add: 'Add a key',
  loading: 'Loading provider keys',
  failed: 'The keys could not be loaded',
  first: 'used first',
  putFirst: 'Use this one first',
  who: 'Who may use it',
  whoHelp: {
    person: '',
    organisation: 'Everybody in the organisation, or only those you choose. One match is enough.',
    server: 'Everybody with an account, or only those you choose. One match is enough.',
  } satisfies Record<KeyHome['of'], string>,
  everyone: 'Everyone',
  chosen: 'Only those I choose',
  roles: 'Roles',
  tiers: 'Tiers',
  tiersHelp: 'As they stand in the accounts of people, separated by commas; whoever has none is “standard”.',
  people: 'People',
  nobody: 'Choose at least one, or nobody could use the key.',
  save: 'Save',
  saving: 'Saving',
  cancel: 'Cancel',
  deleteTitle: (name: string) => `Delete the key “${name}”?`,
  deleteBody: (provider: string) =>
    `Models of ${provider} stop working where no other key is there. Runs that are under way finish.`,
};
