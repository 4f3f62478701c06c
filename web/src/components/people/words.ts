export const words = {
  search: 'Search people',
  loading: 'Looking for people',
  failed: 'The people could not be loaded',
  none: 'Nobody else has that name or address.',
  unknown: 'Somebody with an account',
};
