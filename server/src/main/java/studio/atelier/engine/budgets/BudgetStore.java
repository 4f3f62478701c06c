package studio.atelier.engine.budgets;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.engine.budgets.Cap.ImposedBy;
import studio.atelier.engine.budgets.Cap.Period;
import studio.atelier.engine.budgets.Cap.Scope;
import studio.atelier.platform.database.Tx;

/// Budgets as rows that people set. All run as the system; who may do what is asked with [#mayChange].
final class BudgetStore {

    private static final UUID NOBODY = new UUID(0, 0);

    /// Of what, in which period, by whom: there is one row each.
    ///
    /// @param subject null for the server
    record Key(Scope scope, @Nullable UUID subject, Period period, ImposedBy imposedBy) {

        UUID subjectOrNobody() {
            return subject == null ? NOBODY : subject;
        }
    }

    // A project's own budget for all time is always there, because it counts; it is shown once it limits something.
    private static final String BUDGETS = """
            select b.id, b.scope, b.subject, b.period, b.imposed_by, b.soft_micros, b.hard_micros,
                   case when b.raised_until > :now then b.raised_micros end as raised_micros,
                   case when b.raised_until > :now then b.raised_until end as raised_until,
                   coalesce(u.spent_micros, 0) as spent_micros, coalesce(u.held_micros, 0) as held_micros,
                   atelier.period_end(b.period, :now) as renews_at, b.updated_at,
                   coalesce(p.name, o.name, k.name) as name,
                   (case b.scope
                      when 'person' then b.person_id = :user
                      when 'access_key' then k.user_id = :user
                      when 'project' then (p.user_id = :user and p.org_id is null)
                                       or p.org_id = any (rights.projects)
                                       or (p.user_id = :user and p.org_id = any (rights.creates))
                      when 'organisation' then b.org_id = any (rights.organisations)
                    end and b.imposed_by = 'self') as may_change
            from atelier.budgets b
            left join atelier.budget_usage u on u.budget_id = b.id and u.starts_at = atelier.period_start(b.period, :now)
            left join public.projects p on p.id = b.project_id
            left join public.orgs o on o.id = b.org_id
            left join atelier.access_keys k on k.id = b.access_key_id
            cross join (
              select coalesce(array_agg(m.org_id) filter (where r.permission = 'projects.update'), '{}') as projects,
                     coalesce(array_agg(m.org_id) filter (where r.permission = 'projects.create'), '{}') as creates,
                     coalesce(array_agg(m.org_id) filter (where r.permission = 'organisation.update'), '{}') as organisations,
                     coalesce(array_agg(m.org_id) filter (where r.permission = 'organisation.read'), '{}') as reads
              from public.memberships m
              join auth.role_permissions r on r.role = m.role
              where m.user_id = :user
            ) rights
            where (b.soft_micros is not null or b.hard_micros is not null)
            """;

    /// What a person is told of: the own, those of the own keys and projects, and of organisations they are in.
    List<Budget> of(Tx tx, UUID user, Instant now, int limit) {
        return tx.sql(BUDGETS + """
                  and (b.person_id = :user or k.user_id = :user or (p.user_id = :user and p.org_id is null)
                       or p.org_id = any (rights.reads) or b.org_id = any (rights.reads))
                order by b.scope, b.id
                limit :limit
                """)
                .param("user", user)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query(BudgetStore::budget)
                .list();
    }

    /// @param scope   null for all
    /// @param subject null for all
    /// @param after   the last id of the page before; null for the first
    record Filter(
            @Nullable Scope scope,
            @Nullable UUID subject,
            @Nullable UUID after,
            int limit) {}

    List<Budget> all(Tx tx, UUID admin, Instant now, Filter filter) {
        return tx.sql(BUDGETS + """
                  and (:scope::text is null or b.scope = :scope::text)
                  and (:subject::uuid is null or b.subject = :subject::uuid)
                  and (:after::uuid is null or b.id > :after::uuid)
                order by b.id
                limit :limit
                """)
                .param("user", admin)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("scope", filter.scope() == null ? null : filter.scope().word())
                .param("subject", filter.subject(), java.sql.Types.OTHER)
                .param("after", filter.after(), java.sql.Types.OTHER)
                .param("limit", filter.limit())
                .query(BudgetStore::budget)
                .list();
    }

    Optional<Budget> find(Tx tx, UUID id, UUID user, Instant now) {
        return tx.sql(BUDGETS + "and b.id = :id")
                .param("id", id)
                .param("user", user)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(BudgetStore::budget)
                .optional();
    }

    boolean exists(Tx tx, Key key) {
        return key.scope() == Scope.SERVER
                || keyed(tx.sql("""
                                select case :scope
                                  when 'person' then exists (select from auth.users where id = :subject)
                                  when 'project' then exists (select from public.projects where id = :subject)
                                  when 'organisation' then exists (select from public.orgs where id = :subject)
                                  else exists (select from atelier.access_keys where id = :subject and revoked_at is null)
                                end
                                """), key).query(Boolean.class).single();
    }

    /// Whether a person may set the own budget of this scope.
    boolean mayChange(Tx tx, UUID user, Key key) {
        if (key.scope() == Scope.SERVER) {
            return false;
        }
        return keyed(tx.sql("""
                        select coalesce(case :scope
                          when 'person' then :subject = :user
                          when 'access_key' then exists (select from atelier.access_keys
                                                         where id = :subject and user_id = :user and revoked_at is null)
                          when 'project' then exists (
                            select from public.projects p
                            where p.id = :subject
                              and case when p.org_id is null then p.user_id = :user
                                  else exists (select from public.memberships m
                                               join auth.role_permissions r on r.role = m.role
                                               where m.org_id = p.org_id and m.user_id = :user
                                                 and (r.permission = 'projects.update'
                                                      or (r.permission = 'projects.create' and p.user_id = :user))) end)
                          else exists (select from public.memberships m
                                       join auth.role_permissions r on r.role = m.role
                                       where m.org_id = :subject and m.user_id = :user and r.permission = 'organisation.update')
                        end, false)
                        """), key).param("user", user).query(Boolean.class).single();
    }

    private static JdbcClient.StatementSpec keyed(JdbcClient.StatementSpec statement, Key key) {
        return statement.param("scope", key.scope().word()).param("subject", key.subjectOrNobody());
    }

    /// A new one counts what its period has seen already. A raise that is not above the new limit ends.
    ///
    /// @param soft null for none
    /// @param hard null for none
    UUID save(Tx tx, Key key, @Nullable Long soft, @Nullable Long hard, Instant now) {
        record Saved(UUID id, boolean made) {}

        Saved saved = keyed(tx.sql("""
                insert into atelier.budgets as b
                  (person_id, project_id, org_id, access_key_id, period, imposed_by, soft_micros, hard_micros)
                values (case when :scope = 'person' then :subject end, case when :scope = 'project' then :subject end,
                        case when :scope = 'organisation' then :subject end, case when :scope = 'access_key' then :subject end,
                        :period, :imposed, :soft, :hard)
                on conflict on constraint budgets_one_of_a_kind do update
                  set soft_micros = excluded.soft_micros, hard_micros = excluded.hard_micros,
                      raised_micros = case when b.raised_micros > excluded.hard_micros then b.raised_micros end,
                      raised_until = case when b.raised_micros > excluded.hard_micros then b.raised_until end
                returning id, xmax = 0 as made
                """), key)
                .param("period", key.period().word())
                .param("imposed", key.imposedBy().word())
                .param("soft", soft, java.sql.Types.BIGINT)
                .param("hard", hard, java.sql.Types.BIGINT)
                .query((row, _) -> new Saved(row.getObject("id", UUID.class), row.getBoolean("made")))
                .single();
        if (saved.made()) {
            tx.sql("select from (select atelier.count_budget(:id, :now)) as counted")
                    .param("id", saved.id())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .query((row, _) -> row.getRow())
                    .list();
        }
        return saved.id();
    }

    /// @param until null takes a raise away
    void raise(Tx tx, UUID id, @Nullable Long raised, @Nullable Instant until) {
        tx.sql("update atelier.budgets set raised_micros = :raised, raised_until = :until where id = :id")
                .param("id", id)
                .param("raised", raised, java.sql.Types.BIGINT)
                .param(
                        "until",
                        until == null ? null : until.atOffset(ZoneOffset.UTC),
                        java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /// The limits go; the row of a project's own budget stays, because it counts.
    void remove(Tx tx, UUID id) {
        tx.sql("""
                update atelier.budgets
                set soft_micros = null, hard_micros = null, raised_micros = null, raised_until = null
                where id = :id
                """).param("id", id).update();
        tx.sql("""
                delete from atelier.budgets
                where id = :id and not (project_id is not null and period = 'total' and imposed_by = 'self')
                """).param("id", id).update();
    }

    /// Sums of days and months long past.
    int forget(Tx tx, Instant before) {
        return tx.sql("""
                delete from atelier.budget_usage
                where starts_at < :before and starts_at > timestamptz 'epoch'
                """).param("before", before.atOffset(ZoneOffset.UTC)).update();
    }

    private static Budget budget(ResultSet row, int number) throws SQLException {
        UUID subject = row.getObject("subject", UUID.class);
        return new Budget(
                row.getObject("id", UUID.class),
                row.getString("scope"),
                subject.equals(NOBODY) ? null : subject,
                row.getString("name"),
                row.getString("period"),
                row.getString("imposed_by"),
                micros(row, "soft_micros"),
                micros(row, "hard_micros"),
                micros(row, "raised_micros"),
                instant(row, "raised_until"),
                row.getLong("spent_micros"),
                row.getLong("held_micros"),
                instant(row, "renews_at"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("may_change"));
    }

    private static @Nullable Long micros(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
