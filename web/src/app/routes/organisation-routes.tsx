import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { EntryFrame } from '@/features/entry/components/entry-frame';
import { Join } from '@/features/organisation/components/join';
import { OrganisationPage } from '@/features/organisation/components/organisation-page';
import { useInvited } from '@/features/organisation/lib/invited';
import { words } from '@/features/organisation/words';
import { paths } from '@/config/paths';
import { sessionQuery } from '@/lib/queries/session';
import { signOutHere } from '@/lib/queries/sign-out';

const organisationRoute = getRouteApi('/app/organisations/$organisationId');

export function OrganisationRoute() {
  const { organisationId } = organisationRoute.useParams();
  return <OrganisationPage key={organisationId} id={organisationId} />;
}

export function JoinRoute() {
  const session = useQuery(sessionQuery).data;
  const token = useInvited((state) => state.token);
  const navigate = useNavigate();
  const cache = useQueryClient();
  return (
    <EntryFrame title={words.join.title} heading={words.join.heading} lead={words.join.lead}>
      <Join
        token={token}
        user={session?.user ?? null}
        signUpOpen={session?.signup_enabled ?? false}
        // The token lives in memory.
        onSignOut={() => void signOutHere(cache)}
        onJoined={(organisationId) => {
          useInvited.setState({ token: null });
          void navigate({ to: paths.organisation, params: { organisationId }, replace: true });
        }}
      />
    </EntryFrame>
  );
}
