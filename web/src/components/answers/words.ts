/** What the switch for answers given again says. */
export const words = {
  title: 'Answers given again',
  lead: 'Programs that ask the same over the API get the answer of before, without cost: embeddings, moderations, and texts with a seed or a temperature of 0. Only ever your own; pictures, clips and sounds never.',
  leadOrganisation:
    'Whether programs that ask the same in projects of this organisation get their own answer of before, without cost.',
  give: 'Give answers again',
  loading: 'Loading the switch',
  failed: 'The switch could not be loaded',
  unsaved: 'Your choice could not be kept',
  on: (minutes: number) =>
    `For ${minutes < 1 ? 'less than a minute' : minutes === 1 ? 'a minute' : `${minutes} minutes`}. A request can refuse it for itself.`,
  off: 'Never. Every request asks the model and is paid for.',
  never: 'This server gives no answers again, whatever is chosen here.',
};
