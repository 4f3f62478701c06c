import type { Role } from './api/types';

/** What somebody can be in an organisation; who may most comes first. */
export const roles = ['owner', 'admin', 'member', 'viewer'] as const satisfies readonly Role[];
