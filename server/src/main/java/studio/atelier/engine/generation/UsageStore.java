package studio.atelier.engine.generation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import studio.atelier.platform.database.Tx;

/// Sums over a person's own generations. All run as the person; money of rows in the trash was spent and
/// counts.
final class UsageStore {

    /// What is summed.
    ///
    /// @param days      back from now; null for all
    /// @param projectId null for all
    record Scope(
            UUID userId, @Nullable Integer days, @Nullable UUID projectId) {}

    record Total(long count, long costMicros) {}

    record ByStatus(long total, long completed, long failed, long cancelled, long running, long costMicros) {}

    record ByModel(String provider, String model, long count, long costMicros) {}

    record ByProject(@Nullable UUID projectId, @Nullable String name, long count, long costMicros) {}

    record ByType(String type, long count, long costMicros) {}

    /// @param day `2026-11-21`, in UTC
    record ByDay(String day, long count, long costMicros) {}

    private static final String SCOPE = """
            from public.generations g
            where g.user_id = :user
              and (:days::integer is null or g.created_at >= now() - make_interval(days => :days::integer))
              and (:project::uuid is null or g.project_id = :project::uuid)
            """;
    private static final String SUMS = " count(*) as count, coalesce(sum(g.cost_micros), 0)::bigint as cost ";
    private static final int GROUPS_MAX = 500;

    ByStatus byStatus(Tx tx, Scope scope) {
        return query(tx, scope, """
                select count(*) as total,
                       count(*) filter (where g.status = 'completed') as completed,
                       count(*) filter (where g.status = 'failed') as failed,
                       count(*) filter (where g.status = 'cancelled') as cancelled,
                       count(*) filter (where g.status in ('pending', 'running')) as running,
                       coalesce(sum(g.cost_micros), 0)::bigint as cost
                """ + SCOPE)
                .query((row, _) -> new ByStatus(
                        row.getLong("total"),
                        row.getLong("completed"),
                        row.getLong("failed"),
                        row.getLong("cancelled"),
                        row.getLong("running"),
                        row.getLong("cost")))
                .single();
    }

    Total total(Tx tx, Scope scope) {
        return query(tx, scope, "select" + SUMS + SCOPE)
                .query((row, _) -> new Total(row.getLong("count"), row.getLong("cost")))
                .single();
    }

    /// Of several people at once, as the system.
    Map<UUID, Total> totals(Tx tx, List<UUID> users) {
        Map<UUID, Total> totals = new HashMap<>();
        tx.sql("select g.user_id," + SUMS + """
                from public.generations g
                where g.user_id = any (:users::uuid[])
                group by g.user_id
                """)
                .param("users", GenerationStore.uuids(users))
                .query(row -> {
                    totals.put(
                            row.getObject("user_id", UUID.class), new Total(row.getLong("count"), row.getLong("cost")));
                });
        return totals;
    }

    /// Since midnight in UTC.
    Total today(Tx tx, UUID userId) {
        return tx.sql("select" + SUMS + """
                from public.generations g
                where g.user_id = :user and g.created_at >= date_trunc('day', now(), 'UTC')
                """)
                .param("user", userId)
                .query((row, _) -> new Total(row.getLong("count"), row.getLong("cost")))
                .single();
    }

    List<ByModel> byModel(Tx tx, Scope scope) {
        return query(tx, scope, "select g.provider, g.model," + SUMS + SCOPE + """
                group by g.provider, g.model
                order by cost desc, count desc, g.provider, g.model
                limit :groups
                """)
                .query((row, _) -> new ByModel(
                        row.getString("provider"), row.getString("model"), row.getLong("count"), row.getLong("cost")))
                .list();
    }

    List<ByProject> byProject(Tx tx, Scope scope) {
        return query(
                        tx,
                        scope,
                        "select g.project_id, (select name from public.projects p where p.id = g.project_id) as name,"
                                + SUMS + SCOPE + """
                group by g.project_id
                order by cost desc, count desc, g.project_id
                limit :groups
                """)
                .query((row, _) -> new ByProject(
                        row.getObject("project_id", UUID.class),
                        row.getString("name"),
                        row.getLong("count"),
                        row.getLong("cost")))
                .list();
    }

    List<ByType> byType(Tx tx, Scope scope) {
        return query(tx, scope, "select g.generation_type," + SUMS + SCOPE + """
                group by g.generation_type
                order by g.generation_type
                limit :groups
                """)
                .query((row, _) ->
                        new ByType(row.getString("generation_type"), row.getLong("count"), row.getLong("cost")))
                .list();
    }

    List<ByDay> byDay(Tx tx, Scope scope) {
        return query(
                        tx,
                        scope,
                        "select to_char(g.created_at at time zone 'UTC', 'YYYY-MM-DD') as day," + SUMS + SCOPE + """
                group by day
                order by day desc
                limit :groups
                """)
                .query((row, _) -> new ByDay(row.getString("day"), row.getLong("count"), row.getLong("cost")))
                .list()
                .reversed();
    }

    private static JdbcClient.StatementSpec query(Tx tx, Scope scope, String sql) {
        var statement = tx.sql(sql)
                .param("user", scope.userId())
                .param("days", scope.days())
                .param("project", scope.projectId());
        return sql.contains(":groups") ? statement.param("groups", GROUPS_MAX) : statement;
    }
}
