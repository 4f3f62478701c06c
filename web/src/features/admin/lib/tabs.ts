/** The pages of the administration, by what they are about. */
export const adminGroups = [
  {
    label: 'People',
    tabs: [
      { value: 'people', label: 'People' },
      { value: 'tiers', label: 'Tiers' },
      { value: 'sign-up', label: 'Sign-up' },
    ],
  },
  {
    label: 'Money',
    tabs: [
      { value: 'usage', label: 'Usage' },
      { value: 'limits', label: 'Limits' },
      { value: 'exposure', label: 'Unknown outcomes' },
    ],
  },
  {
    label: 'Engine',
    tabs: [
      { value: 'keys', label: 'Server keys' },
      { value: 'providers', label: 'Providers' },
      { value: 'workers', label: 'Workers' },
      { value: 'moderation', label: 'Moderation' },
      { value: 'dead-letters', label: 'Given up' },
    ],
  },
  {
    label: 'Server',
    tabs: [
      { value: 'health', label: 'Health' },
      { value: 'mail', label: 'Mail' },
      { value: 'audit', label: 'Audit log' },
      { value: 'data', label: 'Data' },
    ],
  },
] as const;

export type AdminTab = (typeof adminGroups)[number]['tabs'][number]['value'];

/** The same without their groups, in the order of the list. */
export const adminTabs: readonly { value: AdminTab; label: string }[] = adminGroups.flatMap(({ tabs }) => [...tabs]);
