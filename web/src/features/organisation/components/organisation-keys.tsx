import { useQuery } from '@tanstack/react-query';
import { keysOfOrganisation } from '@/components/provider-keys/home';
import { KeySection } from '@/components/provider-keys/key-section';
import type { Organisation } from '@/lib/api/types';
import { membersQuery } from '../api/organisations';

/** Keys that members share, for those who may change them. */
export function OrganisationKeys({ organisation }: { organisation: Organisation }) {
  const members = useQuery(membersQuery(organisation.id));
  return (
    <KeySection
      home={keysOfOrganisation(organisation.id)}
      people={
        members.data?.map((member) => ({ id: member.user_id, name: member.name ?? member.email ?? member.user_id })) ??
        []
      }
    />
  );
}
