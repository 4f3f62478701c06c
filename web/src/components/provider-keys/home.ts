/** Whose provider keys are looked at. One card serves a person, an organisation and the server. */
export interface KeyHome {
  of: 'person' | 'organisation' | 'server';
  /** The collection; a key is `{path}/{id}`. */
  path: string;
  field: 'api_keys' | 'provider_keys';
}

export const ownKeys: KeyHome = { of: 'person', path: '/api/api-keys', field: 'api_keys' };

export const serverKeys: KeyHome = { of: 'server', path: '/api/admin/provider-keys', field: 'provider_keys' };

export function keysOfOrganisation(id: string): KeyHome {
  return { of: 'organisation', path: `/api/organisations/${id}/provider-keys`, field: 'provider_keys' };
}
