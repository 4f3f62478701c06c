package studio.atelier.backend.identity.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// What a person may do in which organisation, for pages that show or hide a button. Thread-safe.
final class Permissions {

    private static final int ORGANISATIONS_MAX = 1_000;

    private final Transactions transactions;

    Permissions(Transactions transactions) {
        this.transactions = transactions;
    }

    record Membership(UUID orgId, String name, String role, List<String> permissions) {}

    /// By name. What somebody is a member of is read as that person; what a role may do is the system's to know.
    List<Membership> of(Actor actor) {
        record Row(UUID orgId, String name, String role) {}
        return transactions.asUser(actor, tx -> {
            List<Row> rows = tx.sql("""
                            select o.id, o.name, m.role
                            from public.memberships m
                            join public.orgs o on o.id = m.org_id
                            where m.user_id = :user
                            order by o.name, o.id
                            limit :limit
                            """)
                    .param("user", actor.person())
                    .param("limit", ORGANISATIONS_MAX)
                    .query((row, _) ->
                            new Row(row.getObject("id", UUID.class), row.getString("name"), row.getString("role")))
                    .list();
            Map<String, List<String>> byRole = byRole(tx.asSystem("permissions of roles"));
            return rows.stream()
                    .map(row -> new Membership(
                            row.orgId(), row.name(), row.role(), byRole.getOrDefault(row.role(), List.of())))
                    .toList();
        });
    }

    private static Map<String, List<String>> byRole(Tx tx) {
        Map<String, List<String>> byRole = new LinkedHashMap<>();
        tx.sql("select role, permission from auth.role_permissions order by role, permission")
                .query(row -> {
                    byRole.computeIfAbsent(row.getString("role"), _ -> new ArrayList<>())
                            .add(row.getString("permission"));
                });
        return byRole;
    }
}
