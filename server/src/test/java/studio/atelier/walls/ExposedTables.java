package studio.atelier.walls;

import static studio.atelier.walls.Scene.Person.ORG_ADMIN;
import static studio.atelier.walls.Scene.Person.ORG_MEMBER;
import static studio.atelier.walls.Scene.Person.ORG_VIEWER;
import static studio.atelier.walls.Scene.Person.OWNER;

import java.util.List;
import java.util.Map;

/// Every table that people may touch, and what they may do with its rows. A person who is not named may do nothing.
///
/// A new table gets its entry here in the commit that grants it to people:
///
/// ```java
/// ExposedTable.of("public.templates", (scene, owner, organisation) -> {
///             Map<String, Object> row = new HashMap<>();
///             row.put("id", scene.database().ids().next());
///             row.put("user_id", owner);
///             row.put("org_id", organisation);
///             row.put("name", "A template");
///             return row;
///         })
///         .own(May.READ.insert("id", "user_id", "name").update("name").deleting(), OWNER)
///         .shared(May.READ, OWNER, ORG_VIEWER, ORG_MEMBER)
///         .shared(May.READ.update("name"), ORG_ADMIN)
/// ```
final class ExposedTables {

    private ExposedTables() {}

    static List<ExposedTable> all() {
        return List.of(people(), organisations(), memberships());
    }

    /// The row is there as soon as the account is.
    private static ExposedTable people() {
        return ExposedTable.of("public.users", (_, owner, _) -> Map.of("id", owner))
                .own(May.READ.update("name", "avatar_url"), OWNER);
    }

    private static ExposedTable organisations() {
        return ExposedTable.of("public.orgs", (scene, _, _) -> Map.of("id", scene.organisation(), "name", "Walls"))
                .own(May.READ, OWNER, ORG_VIEWER, ORG_MEMBER, ORG_ADMIN);
    }

    private static ExposedTable memberships() {
        return ExposedTable.of(
                        "public.memberships",
                        (scene, owner, _) -> Map.of("org_id", scene.organisation(), "user_id", owner, "role", "member"))
                .own(May.READ, OWNER, ORG_VIEWER, ORG_MEMBER, ORG_ADMIN);
    }
}
