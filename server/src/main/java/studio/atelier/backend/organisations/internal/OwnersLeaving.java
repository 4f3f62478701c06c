package studio.atelier.backend.organisations.internal;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.backend.identity.Leaving;
import studio.atelier.backend.organisations.Organisation;
import studio.atelier.backend.organisations.OrganisationsProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.problem.Problem;

/// Whoever is the only owner of an organisation with other members decides first who owns it next.
final class OwnersLeaving implements Leaving {

    private final Directory directory;

    OwnersLeaving(Directory directory) {
        this.directory = directory;
    }

    @Override
    public void check(UUID userId) {
        List<Organisation> owed = directory.owedAnOwner(Actor.person(userId));
        if (owed.isEmpty()) {
            return;
        }
        String names = String.join(", ", owed.stream().map(Organisation::name).toList());
        throw Problem.of(
                        OrganisationsProblem.ONLY_OWNER,
                        "Nobody else owns " + names + ", and others work there. "
                                + OrganisationsProblem.ONLY_OWNER.action())
                .with(
                        "organisations",
                        owed.stream()
                                .map(one -> Map.of("id", one.id().toString(), "name", one.name()))
                                .toList())
                .exception();
    }
}
