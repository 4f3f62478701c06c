package studio.atelier.backend.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.http.Exchange;
import tools.jackson.databind.json.JsonMapper;

/// Writes the audit log, and reads it to whoever may. Thread-safe.
public final class Audit {

    private static final Pattern ABOUT_PERSON = Pattern.compile("user ([0-9a-f]{8}-[0-9a-f-]{27})");
    private static final int ROWS_AT_ONCE = 200;

    private final Ids ids;
    private final JsonMapper json = JsonMapper.shared();

    public Audit(Ids ids) {
        this.ids = ids;
    }

    /// Adds an entry in the caller's transaction, which runs as the system from here on: record last. The
    /// address comes from the request under way, if there is one.
    ///
    /// @param actor   who does it; null for the system itself
    /// @param action  `room.verb` in snake case, such as `vault.key_added`
    /// @param subject what it is done to: a kind and an id, such as `access_key 0190...`; at most 200
    ///     characters
    /// @param detail  what was and what is, JSON-ready, at most 8 KB; never a secret
    public void record(Tx tx, @Nullable Actor actor, String action, String subject, Map<String, ?> detail) {
        tx.asSystem("audit")
                .sql("""
                        insert into atelier.audit_entries (id, actor, actor_role, action, subject, detail, ip)
                        values (
                          :id, (select pseudonym from atelier.pseudonyms where user_id = cast(:user as uuid)), :role, :action,
                          coalesce((select 'user ' || pseudonym from atelier.pseudonyms where user_id = cast(:about as uuid)),
                                   :subject),
                          cast(:detail as jsonb), cast(:ip as inet))
                        """)
                .param("id", ids.next())
                .param("user", actor == null ? null : actor.userId(), java.sql.Types.OTHER)
                .param("role", actor == null ? "system" : actor.role().sql())
                .param("action", action)
                .param("about", person(subject), java.sql.Types.OTHER)
                .param("subject", subject)
                .param("detail", json.writeValueAsString(detail))
                .param("ip", Exchange.current().map(Exchange::address).orElse(null), java.sql.Types.VARCHAR)
                .update();
    }

    /// Whom the entry is about, where that is a person: entries outlive the account, so it stands there
    /// by pseudonym.
    private static @Nullable UUID person(String subject) {
        Matcher match = ABOUT_PERSON.matcher(subject);
        return match.matches() ? UUID.fromString(match.group(1)) : null;
    }

    /// The entries a person made and those about the person, for a copy of the own data.
    ///
    /// @param tx     in its system part
    /// @param reader one entry as JSON
    public void each(Tx tx, UUID userId, Consumer<String> reader) {
        tx.sql("""
                        select to_jsonb(e) - 'actor' as entry
                        from atelier.audit_entries e
                        join atelier.pseudonyms p on e.actor = p.pseudonym or e.subject = 'user ' || p.pseudonym
                        where p.user_id = :user
                        order by e.id
                        """).withFetchSize(ROWS_AT_ONCE).param("user", userId).query(row -> {
            reader.accept(row.getString("entry"));
        });
    }

    /// Entries, newest first. The caller has checked that whoever asks may read them.
    ///
    /// @param offset how many are left out at the beginning
    public AuditEntry.Page page(Tx tx, AuditEntry.Search search, long offset, int limit) {
        Tx system = tx.asSystem("audit log");
        List<AuditEntry> entries = bound(system, "select " + COLUMNS + FROM + """
                         order by e.id desc
                         offset :offset limit :limit
                        """, search)
                .param("offset", offset)
                .param("limit", limit)
                .query(Audit::entry)
                .list();
        long total = bound(system, "select count(*)" + FROM, search)
                .query(Long.class)
                .single();
        return new AuditEntry.Page(entries, total);
    }

    private static final String COLUMNS = """
            e.id, e.at, p.user_id, coalesce(u.email, '') as email, e.actor_role, e.action, atelier.shown_subject(e.subject) as subject,
            e.detail::text as detail, coalesce(host(e.ip), '') as address
            """;
    private static final String FROM = """
             from atelier.audit_entries e
             left join atelier.pseudonyms p on p.pseudonym = e.actor
             left join auth.users u on u.id = p.user_id
             where starts_with(e.action, :room || '.')
               and (cardinality(cast(:actions as text[])) = 0
                 or substr(e.action, length(:room) + 2) = any (cast(:actions as text[])))
               and (:author = '' or strpos(lower(coalesce(u.email, e.actor_role)), lower(:author)) > 0)
            """;

    private static JdbcClient.StatementSpec bound(Tx tx, String sql, AuditEntry.Search search) {
        return tx.sql(sql)
                .param("room", search.room())
                .param("actions", search.actions().toArray(String[]::new))
                .param("author", search.author());
    }

    private static AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("user_id", UUID.class),
                row.getString("email"),
                row.getString("actor_role"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("detail"),
                row.getString("address"));
    }
}
