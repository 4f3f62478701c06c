package studio.atelier.backend.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.http.Exchange;
import tools.jackson.databind.json.JsonMapper;

/// Writes the audit log. Thread-safe.
public final class Audit {

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
                          :subject, cast(:detail as jsonb), cast(:ip as inet))
                        """)
                .param("id", ids.next())
                .param("user", actor == null ? null : actor.userId(), java.sql.Types.OTHER)
                .param("role", actor == null ? "system" : actor.role().sql())
                .param("action", action)
                .param("subject", subject)
                .param("detail", json.writeValueAsString(detail))
                .param("ip", Exchange.current().map(Exchange::address).orElse(null), java.sql.Types.VARCHAR)
                .update();
    }
}
