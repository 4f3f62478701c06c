package studio.atelier.backend.organisations.internal;

import java.util.List;
import java.util.UUID;
import studio.atelier.backend.isolation.IsolationProbe;
import studio.atelier.platform.database.Actor;

/// The members of all organisations a tenant is in: a tenant of one meets nobody.
final class MembersProbe implements IsolationProbe {

    private final Directory directory;

    MembersProbe(Directory directory) {
        this.directory = directory;
    }

    @Override
    public String route() {
        return "GET /api/organisations/{id}/members";
    }

    @Override
    public List<UUID> owners(Actor actor) {
        return directory.mine(actor).stream()
                .flatMap(one -> directory.members(actor, one.id()).stream())
                .map(OrganisationStore.Member::userId)
                .toList();
    }
}
