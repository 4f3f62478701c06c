package studio.atelier.walls;

import java.util.Arrays;
import java.util.UUID;
import studio.atelier.platform.database.Actor;
import studio.atelier.testkit.TestDatabase;

/// The people of the matrix: the owner of the row, a stranger, and an organisation of which the owner and
/// the others are members.
///
/// @param organisation id of the organisation
record Scene(TestDatabase database, UUID organisation) {

    /// Who tries. `OWNER` owns the row and is a plain member of the organisation.
    enum Person {
        ANYBODY,
        STRANGER,
        OWNER,
        ORG_VIEWER,
        ORG_MEMBER,
        ORG_ADMIN;

        UUID id() {
            return UUID.nameUUIDFromBytes(name().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }

        Actor actor() {
            return this == ANYBODY ? Actor.ANONYMOUS : Actor.person(id());
        }
    }

    static Scene set(TestDatabase database) {
        var sql = database.asOwner();
        Arrays.stream(Person.values())
                .filter(person -> person != Person.ANYBODY)
                .forEach(person -> sql.sql("insert into auth.users (id, email) values (?, ?)")
                        .params(person.id(), person.name().toLowerCase(java.util.Locale.ROOT) + "@walls.example")
                        .update());
        UUID organisation = database.ids().next();
        sql.sql("insert into public.orgs (id, name) values (?, 'Walls')")
                .param(organisation)
                .update();
        join(database, organisation, Person.OWNER, "member");
        join(database, organisation, Person.ORG_VIEWER, "viewer");
        join(database, organisation, Person.ORG_MEMBER, "member");
        join(database, organisation, Person.ORG_ADMIN, "admin");
        return new Scene(database, organisation);
    }

    private static void join(TestDatabase database, UUID organisation, Person person, String role) {
        database.asOwner()
                .sql("insert into public.memberships (org_id, user_id, role) values (?, ?, ?)")
                .params(organisation, person.id(), role)
                .update();
    }
}
