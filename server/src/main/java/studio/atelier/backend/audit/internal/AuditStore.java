package studio.atelier.backend.audit.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Transactions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads `atelier.audit_entries`, as the system.
final class AuditStore {

    private final Transactions transactions;
    private final JsonMapper json = JsonMapper.shared();

    AuditStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /// @param actor the person's address; `deleted person` when the account is gone, else the role
    record Entry(
            UUID id,
            String at,
            String actor,
            String action,
            String subject,
            JsonNode detail,
            @Nullable String ip) {}

    /// Newest first.
    ///
    /// @param before only older ones than this; null begins with the newest
    List<Entry> page(@Nullable UUID before, int limit) {
        return transactions.asSystem(
                "audit log",
                tx -> tx.sql("""
                        select e.id, e.at, e.actor_role, e.actor, u.email, e.action,
                               atelier.shown_subject(e.subject) as subject, e.detail, host(e.ip) as ip
                        from atelier.audit_entries e
                          left join atelier.pseudonyms p on p.pseudonym = e.actor
                          left join auth.users u on u.id = p.user_id
                        where cast(:before as uuid) is null or e.id < :before
                        order by e.id desc
                        limit :limit
                        """)
                        .param("before", before, java.sql.Types.OTHER)
                        .param("limit", limit)
                        .query(this::entry)
                        .list());
    }

    private Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant().toString(),
                actor(row.getString("actor_role"), row.getString("actor"), row.getString("email")),
                row.getString("action"),
                row.getString("subject"),
                json.readTree(row.getString("detail")),
                row.getString("ip"));
    }

    private static String actor(String role, @Nullable String pseudonym, @Nullable String email) {
        if (email != null) {
            return email;
        }
        return role.equals("authenticated") || pseudonym != null ? "deleted person" : role;
    }
}
