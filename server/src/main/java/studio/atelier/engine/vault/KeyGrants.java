package studio.atelier.engine.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who may use the keys that several people share: checks, writes and reads the rows behind [KeyUse].
final class KeyGrants {

    static final int LISTED_MAX = 200;

    private static final Set<String> ROLES = Set.of("owner", "admin", "member", "viewer");
    private static final Pattern TIER = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

    private KeyGrants() {}

    /// The form alone; whether people are there is looked at when it is written.
    static void check(KeyTable table, @Nullable KeyUse use, Faults faults) {
        if (use == null) {
            return;
        }
        boolean listed = use.roles().size()
                        + use.tiers().size()
                        + use.people().size()
                        + use.organisations().size()
                > 0;
        if (!table.shared()) {
            faults.add("/use", "not_allowed", "A key of your own is used by nobody else.");
        } else if (use.everyone() == listed) {
            faults.add("/use", "invalid", "Either everyone is true, or the lists name who may use the key.");
        } else {
            lists(table, use, faults);
        }
    }

    private static void lists(KeyTable table, KeyUse use, Faults faults) {
        boolean server = table == KeyTable.SERVER;
        only(!server, "roles", use.roles(), faults);
        only(server, "tiers", use.tiers(), faults);
        only(server, "organisations", use.organisations(), faults);
        for (List<?> list : List.of(use.roles(), use.tiers(), use.people(), use.organisations())) {
            if (list.size() > LISTED_MAX) {
                faults.add("/use", "too_many", "At most " + LISTED_MAX + " of each kind.");
            }
        }
        use.roles().stream()
                .filter(role -> !ROLES.contains(role))
                .forEach(_ -> faults.add("/use/roles", "not_allowed", "One of owner, admin, member, viewer."));
        use.tiers().stream()
                .filter(tier -> !TIER.matcher(tier).matches())
                .forEach(_ -> faults.add("/use/tiers", "invalid", "A tier is a short word in small letters."));
    }

    private static void only(boolean allowed, String name, List<?> list, Faults faults) {
        if (!allowed && !list.isEmpty()) {
            faults.add("/use/" + name, "not_allowed", "This key cannot be given to " + name + ".");
        }
    }

    /// Replaces who may use a key.
    ///
    /// @param use  checked
    /// @param orgId whose members the people must be; null for keys of the server
    /// @throws studio.atelier.platform.problem.ProblemException `vault.invalid` for people and organisations
    ///     that are not there
    static void write(Tx tx, KeyTable table, UUID keyId, @Nullable UUID orgId, KeyUse use) {
        Faults faults = new Faults();
        present(tx, "people", use.people(), orgId, faults);
        present(tx, "organisations", use.organisations(), orgId, faults);
        faults.check(VaultProblem.INVALID);
        tx.sql("update " + table.sql() + " set access = :access where id = :id")
                .param("access", use.everyone() ? "everyone" : "listed")
                .param("id", keyId)
                .update();
        tx.sql("delete from " + table.grants() + " where key_id = :id")
                .param("id", keyId)
                .update();
        add(tx, table, keyId, "user_id", "uuid", use.people());
        if (table == KeyTable.SERVER) {
            add(tx, table, keyId, "tier", "text", use.tiers());
            add(tx, table, keyId, "org_id", "uuid", use.organisations());
        } else {
            add(tx, table, keyId, "role", "text", use.roles());
        }
    }

    private static void present(Tx tx, String name, List<UUID> ids, @Nullable UUID orgId, Faults faults) {
        if (ids.isEmpty()) {
            return;
        }
        String there = name.equals("people")
                ? orgId == null
                        ? "select id from auth.users"
                        : "select user_id from public.memberships where org_id = cast(:org as uuid)"
                : "select id from public.orgs";
        var missing = tx.sql("select given.id from unnest(cast(:ids as uuid[])) as given (id) where given.id not in ("
                        + there + ")")
                .param("ids", ids.toArray(UUID[]::new));
        List<UUID> gone = (there.contains(":org") ? missing.param("org", orgId) : missing)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
        for (UUID each : gone) {
            String where = orgId == null ? "on this server." : "a member of this organisation.";
            faults.add("/use/" + name + "/" + ids.indexOf(each), "not_found", "This id is not " + where);
        }
    }

    private static void add(Tx tx, KeyTable table, UUID keyId, String column, String type, List<?> values) {
        if (!values.isEmpty()) {
            tx.sql("insert into " + table.grants() + " (key_id, " + column
                            + ") select :id, each from unnest(cast(:values as " + type + "[])) as given (each)")
                    .param("id", keyId)
                    .param("values", values.stream().map(Object::toString).toArray(String[]::new))
                    .update();
        }
    }

    /// @param grants JSON of the rows; empty for everyone, null for a key that is not shared
    static @Nullable KeyUse use(@Nullable String grants) {
        if (grants == null) {
            return null;
        }
        if (grants.isEmpty()) {
            return KeyUse.EVERYONE;
        }
        List<String> roles = new ArrayList<>();
        List<String> tiers = new ArrayList<>();
        List<UUID> people = new ArrayList<>();
        List<UUID> organisations = new ArrayList<>();
        for (JsonNode each : JsonMapper.shared().readTree(grants)) {
            each.path("role").stringValueOpt().ifPresent(roles::add);
            each.path("tier").stringValueOpt().ifPresent(tiers::add);
            each.path("user_id").stringValueOpt().map(UUID::fromString).ifPresent(people::add);
            each.path("org_id").stringValueOpt().map(UUID::fromString).ifPresent(organisations::add);
        }
        return new KeyUse(false, roles, tiers, people, organisations);
    }
}
