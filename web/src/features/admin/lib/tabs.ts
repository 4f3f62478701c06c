/** The pages of the administration, in their order. */
export const adminTabs = [
  { value: 'people', label: 'People' },
  { value: 'keys', label: 'Server keys' },
  { value: 'usage', label: 'Usage' },
  { value: 'limits', label: 'Limits' },
  { value: 'tiers', label: 'Tiers' },
  { value: 'providers', label: 'Providers' },
  { value: 'workers', label: 'Workers' },
  { value: 'moderation', label: 'Moderation' },
  { value: 'sign-up', label: 'Sign-up' },
  { value: 'mail', label: 'Mail' },
  { value: 'audit', label: 'Audit log' },
  { value: 'exposure', label: 'Unknown outcomes' },
  { value: 'dead-letters', label: 'Given up' },
  { value: 'health', label: 'Health' },
  { value: 'data', label: 'Data' },
] as const;

export type AdminTab = (typeof adminTabs)[number]['value'];
