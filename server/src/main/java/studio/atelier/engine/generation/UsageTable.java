package studio.atelier.engine.generation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;

/// Usage added up by any of its dimensions at once. As the system: whoever asks has made sure of the scope.
final class UsageTable {

    /// Rows of one answer; who needs more asks for shorter times.
    static final int ROWS_MAX = 10_000;

    private static final List<String> SUMS = List.of("count", "completed", "failed", "cancelled", "cost_micros");

    private UsageTable() {}

    /// Whose generations count; null components do not narrow it.
    ///
    /// @param days back from now; null for all
    record Scope(
            @Nullable UUID userId,
            @Nullable UUID orgId,
            @Nullable UUID projectId,
            @Nullable Integer days) {}

    /// Names of the columns, in order.
    static List<String> columns(List<UsageDimension> by) {
        List<String> columns = new ArrayList<>(
                by.stream().flatMap(each -> each.columns().stream()).toList());
        columns.addAll(SUMS);
        return columns;
    }

    /// Whether the person may see what an organisation used. As the person.
    static boolean permitted(Tx tx, @Nullable UUID orgId) {
        return tx.sql("select cast(:org as uuid) = any (auth.permitted_orgs('usage.read'))")
                .param("org", orgId, java.sql.Types.OTHER)
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /// Those that cost most first, but by day in order where days are asked for.
    ///
    /// @param by at least one, each once
    static List<Map<String, @Nullable Object>> rows(Tx tx, Scope scope, List<UsageDimension> by) {
        String groups = by.stream().flatMap(each -> each.expressions().stream()).collect(Collectors.joining(", "));
        String order = by.contains(UsageDimension.DAY)
                ? UsageDimension.DAY.expressions().getFirst() + ", "
                : "";
        String sql = "select " + groups + """
                , count(*) as count,
                count(*) filter (where g.status = 'completed') as completed,
                count(*) filter (where g.status = 'failed') as failed,
                count(*) filter (where g.status = 'cancelled') as cancelled,
                coalesce(sum(g.cost_micros), 0)::bigint as cost_micros
                from public.generations g
                left join atelier.generation_runs r on r.generation_id = g.id
                left join public.projects p on p.id = g.project_id
                left join auth.users u on u.id = g.user_id
                left join atelier.access_keys k on k.id = r.access_key_id
                where g.status <> 'draft'
                  and (cast(:user as uuid) is null or g.user_id = cast(:user as uuid))
                  and (cast(:org as uuid) is null or g.org_id = cast(:org as uuid))
                  and (cast(:project as uuid) is null or g.project_id = cast(:project as uuid))
                  and (cast(:days as integer) is null or g.created_at >= now() - make_interval(days => cast(:days as integer)))
                group by
                """ + groups + " order by " + order + "cost_micros desc, count desc, "
                + groups + " limit :rows";
        List<String> columns = columns(by);
        return tx.sql(sql)
                .param("user", scope.userId(), java.sql.Types.OTHER)
                .param("org", scope.orgId(), java.sql.Types.OTHER)
                .param("project", scope.projectId(), java.sql.Types.OTHER)
                .param("days", scope.days(), java.sql.Types.INTEGER)
                .param("rows", ROWS_MAX)
                .query((row, _) -> row(row, columns))
                .list();
    }

    private static Map<String, @Nullable Object> row(ResultSet row, List<String> columns) throws SQLException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            values.put(name, SUMS.contains(name) ? (Object) row.getLong(i + 1) : row.getString(i + 1));
        }
        return values;
    }
}
