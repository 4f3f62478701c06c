package studio.atelier.engine.budgets;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.engine.budgets.Cap.ImposedBy;
import studio.atelier.engine.budgets.Cap.Period;
import studio.atelier.engine.budgets.Cap.Scope;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;

/// What runs ask of budgets. All run as the system.
final class CapStore {

    List<Cap> caps(Tx tx, Spender spender, Instant at) {
        return over(tx.sql("""
                        select *
                        from atelier.budgets_over(
                          atelier.budget_subjects(:person::uuid, :project::uuid, :org::uuid, :key::uuid), :at)
                        """), spender, at).query((row, _) -> cap(row)).list();
    }

    private static JdbcClient.StatementSpec over(JdbcClient.StatementSpec statement, Spender spender, Instant at) {
        return statement
                .param("person", spender.person())
                .param("project", spender.project(), java.sql.Types.OTHER)
                .param("org", spender.organisation(), java.sql.Types.OTHER)
                .param("key", spender.accessKey(), java.sql.Types.OTHER)
                .param("at", at.atOffset(ZoneOffset.UTC));
    }

    static Cap cap(ResultSet row) throws SQLException {
        OffsetDateTime renews = row.getObject("renews_at", OffsetDateTime.class);
        return new Cap(
                row.getObject("budget_id", UUID.class),
                Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
                row.getObject("subject", UUID.class),
                Period.valueOf(row.getString("period").toUpperCase(Locale.ROOT)),
                ImposedBy.valueOf(row.getString("imposed_by").toUpperCase(Locale.ROOT)),
                renews == null ? null : renews.toInstant(),
                micros(row, "soft_micros"),
                micros(row, "hard_micros"),
                Micros.of(row.getLong("used_micros")));
    }

    private static @Nullable Micros micros(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : Micros.of(value);
    }

    /// What people call it; empty where it has no name.
    String name(Tx tx, Cap cap) {
        return tx.sql("""
                        select coalesce(
                          (select name from public.projects where id = :subject and :scope = 'project'),
                          (select name from public.orgs where id = :subject and :scope = 'organisation'),
                          (select name from atelier.access_keys where id = :subject and :scope = 'access_key'),
                          '')
                        """)
                .param("subject", cap.subject())
                .param("scope", cap.scope().word())
                .query(String.class)
                .single();
    }
}
