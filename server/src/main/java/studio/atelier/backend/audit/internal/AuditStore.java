package studio.atelier.backend.audit.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
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

    /// What is asked for; null components do not narrow it.
    ///
    /// @param before only older ones than this
    /// @param from   not before this moment
    /// @param to     before this moment
    /// @param orgId  what was done to this organisation, its projects and its keys
    record Search(
            @Nullable UUID before,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable UUID orgId) {

        Search after(UUID last) {
            return new Search(last, from, to, orgId);
        }
    }

    /// Whether the person may read what was done to an organisation.
    boolean mayRead(Actor actor, @Nullable UUID orgId) {
        return transactions.asUser(
                actor,
                tx -> tx.sql("select cast(:org as uuid) = any (auth.permitted_orgs('audit.read'))")
                        .param("org", orgId, java.sql.Types.OTHER)
                        .query((row, _) -> row.getBoolean(1))
                        .single());
    }

    /// Newest first.
    List<Entry> page(Search search, int limit) {
        return transactions.asSystem(
                "audit log",
                tx -> tx.sql("""
                        select e.id, e.at, e.actor_role, e.actor, u.email, e.action,
                               atelier.shown_subject(e.subject) as subject, e.detail, host(e.ip) as ip
                        from atelier.audit_entries e
                          left join atelier.pseudonyms p on p.pseudonym = e.actor
                          left join auth.users u on u.id = p.user_id
                        where (cast(:before as uuid) is null or e.id < cast(:before as uuid))
                          and (cast(:from as timestamptz) is null or e.at >= cast(:from as timestamptz))
                          and (cast(:to as timestamptz) is null or e.at < cast(:to as timestamptz))
                          and (cast(:org as uuid) is null
                            or e.subject = 'organisation ' || cast(:org as text)
                            or e.detail ->> 'organisation' = cast(:org as text)
                            or e.detail ->> 'org_id' = cast(:org as text)
                            or e.subject in (select 'project ' || p.id from public.projects p where p.org_id = cast(:org as uuid))
                            or e.subject in (select 'provider_key ' || k.id from public.org_api_keys k
                                             where k.org_id = cast(:org as uuid)))
                        order by e.id desc
                        limit :limit
                        """)
                        .param("before", search.before(), java.sql.Types.OTHER)
                        .param("from", time(search.from()))
                        .param("to", time(search.to()))
                        .param("org", search.orgId(), java.sql.Types.OTHER)
                        .param("limit", limit)
                        .query(this::entry)
                        .list());
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(java.time.ZoneOffset.UTC);
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
