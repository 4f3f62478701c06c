package studio.atelier.backend.data.sql;

import java.util.List;
import studio.atelier.backend.data.plan.Invocation;
import studio.atelier.backend.data.plan.Node;
import studio.atelier.backend.data.plan.Write;

/// The statements of requests. Each gives one row: body, number of rows, total, `response.headers`,
/// `response.status`, rows changed by an upsert, and nothing more.
public final class Statements {

    /// The name of a scalar function's value.
    static final String VALUE = "value";

    private static final String ROW = "atelier_row";
    private static final String REST = ", nullif(current_setting('response.headers', true), '')"
            + ", nullif(current_setting('response.status', true), '')"
            + ", coalesce(nullif(current_setting('" + WriteSql.CHANGED + "', true), ''), '0')::bigint";

    private Statements() {}

    /// @param countMax how far the total is counted; 0 where it is not wanted
    public static Query read(Node node, Form form, long countMax) {
        Sql sql = new Sql();
        head(sql, form);
        Node counted = ReadSql.counted(node);
        total(sql, countMax == 0 ? null : countMax == Long.MAX_VALUE ? counted : counted.withLimit(countMax));
        sql.add(REST).add(" from (");
        ReadSql.select(sql, node);
        return Query.of(sql.add(") as ").add(ROW));
    }

    /// What the planner is asked for an estimate.
    public static Query countedRows(Node node) {
        Sql sql = new Sql();
        sql.add("explain (format json) ");
        ReadSql.select(sql, ReadSql.counted(node));
        return Query.of(sql);
    }

    /// @param node what to answer of the written rows
    public static Query write(Write write, Node node, Form form) {
        Sql sql = new Sql().add("with ").name(ReadSql.SOURCE).add(" as (");
        WriteSql.write(sql, write);
        sql.add(") ");
        head(sql, form);
        total(sql, null);
        sql.add(REST).add(" from (");
        if (form.shape() == Form.Shape.NONE) {
            sql.add("select 1 from ").name(ReadSql.SOURCE);
        } else {
            ReadSql.select(sql, node);
        }
        return Query.of(sql.add(") as ").add(ROW));
    }

    /// @param node what to answer of the function's rows
    public static Query call(Invocation call, Node node, Form form, boolean counted) {
        Sql sql = new Sql().add("with ").name(ReadSql.SOURCE).add(" as (");
        CallSql.call(sql, call);
        sql.add(") ");
        head(sql, form);
        total(sql, counted ? ReadSql.counted(node) : null);
        sql.add(REST).add(" from (");
        ReadSql.select(sql, node);
        return Query.of(sql.add(") as ").add(ROW));
    }

    /// Names of what the caller's role has any right to in a schema, as `{"relations":[],"routines":[]}`.
    public static Query visible(String schema) {
        Sql sql = new Sql();
        sql.add("select json_build_object('relations', (select coalesce(json_agg(c.relname), '[]')")
                .add(" from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ")
                .value(schema, "text")
                .add(" and c.relkind in ('r', 'v', 'm', 'f', 'p')")
                .add(" and (has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')")
                .add(" or has_table_privilege(c.oid, 'DELETE'))), 'routines', (select")
                .add(" coalesce(json_agg(p.proname), '[]') from pg_proc p")
                .add(" join pg_namespace n on n.oid = p.pronamespace where n.nspname = ")
                .value(schema, "text")
                .add(" and has_function_privilege(p.oid, 'EXECUTE'))), 0, null::bigint, null::text, null::text, 0");
        return Query.of(sql);
    }

    /// The same statement, explained.
    ///
    /// @param options of EXPLAIN, our own words
    public static Query explained(Query query, String options) {
        return new Query("explain (" + options + ") " + query.text(), query.values(), query.typed());
    }

    private static void head(Sql sql, Form form) {
        String rows = form.stripped() ? "json_strip_nulls(json_agg(" + ROW + "))" : "json_agg(" + ROW + ")";
        sql.add("select ")
                .add(
                        switch (form.shape()) {
                            case ARRAY -> "coalesce(" + rows + ", '[]')";
                            case OBJECT -> "coalesce(" + rows + " -> 0, 'null')";
                            case CSV -> csv();
                            case VALUE -> "coalesce(json_agg(" + ROW + "." + VALUE + ") -> 0, 'null')";
                            case VALUES -> "coalesce(json_agg(" + ROW + "." + VALUE + "), '[]')";
                            case TEXT -> "(array_agg(" + ROW + "." + VALUE + "))[1]::text";
                            case BYTES -> "encode((array_agg(" + ROW + "." + VALUE + "))[1]::bytea, 'hex')";
                            case GEOJSON ->
                                "json_build_object('type', 'FeatureCollection', 'features',"
                                        + " coalesce(json_agg(st_asgeojson(" + ROW + ")::json), '[]'))";
                            case HANDLED -> handled(form);
                            case NONE -> "''";
                        })
                .add(", count(*)");
    }

    private static String handled(Form form) {
        Form.Handler handler = java.util.Objects.requireNonNull(form.handler());
        Sql sql = new Sql().name(handler.function()).add("(" + ROW);
        if (handler.of() != null) {
            sql.add("::").name(handler.of());
        }
        return sql.add(")").text();
    }

    /// Source of the form: wire reference 3.6 and 8.3.
    private static String csv() {
        return "coalesce((select string_agg(name, ',') from json_object_keys(json_agg(" + ROW + ") -> 0) as name), '')"
                + " || coalesce(E'\\n' || string_agg(substring(" + ROW + "::text, 2, length(" + ROW
                + "::text) - 2), E'\\n'), '')";
    }

    private static void total(Sql sql, @org.jspecify.annotations.Nullable Node counted) {
        if (counted == null) {
            sql.add(", null::bigint");
            return;
        }
        sql.add(", (select count(*) from (");
        ReadSql.select(sql, counted);
        sql.add(") as counted)");
    }

    /// Values of a list that the database takes as one array.
    public static String arrayLiteral(List<String> values) {
        return Conditions.arrayLiteral(values);
    }
}
