package studio.atelier.backend.data.sql;

import java.util.List;
import java.util.function.Function;
import studio.atelier.backend.data.plan.Write;
import studio.atelier.backend.data.schema.Column;
import studio.atelier.backend.data.schema.Name;

/// Writes insert, update and delete.
final class WriteSql {

    /// A setting of the transaction that counts the rows an upsert changed; the rest of them are new.
    static final String CHANGED = "atelier.changed";

    private static final String BODY = "atelier_body";

    private WriteSql() {}

    static void write(Sql sql, Write write) {
        switch (write) {
            case Write.Insert insert -> insert(sql, insert);
            case Write.Update update -> update(sql, update);
            case Write.Delete delete -> {
                sql.add("delete from ")
                        .name(delete.relation().name())
                        .add(" as ")
                        .name(delete.alias());
                new Conditions(sql, delete.alias(), delete.relation()).where(delete.where());
            }
        }
        returning(sql, write);
    }

    private static void insert(Sql sql, Write.Insert insert) {
        sql.add("insert into ").name(insert.relation().name()).add(" as ").name(insert.alias());
        if (insert.none()) {
            nothing(sql, insert);
            return;
        }
        if (insert.columns().isEmpty()) {
            sql.add(" default values");
        } else {
            sql.add(" (")
                    .add(list(insert.columns(), column -> Sql.quoted(column.name())))
                    .add(") select ");
            sql.add(list(insert.columns(), column -> given(column, insert.payload())))
                    .add(" from ");
            body(sql, insert.payload(), insert.columns(), insert.defaults());
            new Conditions(sql, BODY, insert.relation()).where(insert.where());
        }
        Write.Conflict conflict = insert.conflict();
        if (conflict != null) {
            conflict(sql, insert, conflict);
        }
    }

    /// An empty array: the rights are asked for, and no row comes.
    private static void nothing(Sql sql, Write.Insert insert) {
        String column = insert.relation().columns().values().stream()
                .filter(each -> !each.generated())
                .map(Column::name)
                .findFirst()
                .orElseThrow();
        sql.add(" (").name(column).add(") select null where false");
    }

    private static void conflict(Sql sql, Write.Insert insert, Write.Conflict conflict) {
        sql.add(" on conflict (")
                .add(String.join(
                        ", ", conflict.columns().stream().map(Sql::quoted).toList()));
        if (!conflict.merge() || insert.columns().isEmpty()) {
            sql.add(") do nothing");
            return;
        }
        sql.add(") do update set ")
                .add(list(
                        insert.columns(),
                        column -> Sql.quoted(column.name()) + " = excluded." + Sql.quoted(column.name())));
        sql.add(" where set_config('" + CHANGED + "', (coalesce(nullif(current_setting('" + CHANGED
                + "', true), ''), '0')::int + 1)::text, true) is not null");
    }

    private static void update(Sql sql, Write.Update update) {
        sql.add("update ")
                .name(update.relation().name())
                .add(" as ")
                .name(update.alias())
                .add(" set ");
        if (update.columns().isEmpty()) {
            // Nothing is changed; whether one may is asked all the same.
            String column = update.relation().columns().keySet().iterator().next();
            sql.name(column).add(" = ").name(update.alias(), column).add(" where false");
            return;
        }
        sql.add(list(update.columns(), column -> Sql.quoted(column.name()) + " = " + given(column, update.payload())))
                .add(" from ");
        body(sql, update.payload(), update.columns(), update.defaults());
        new Conditions(sql, update.alias(), update.relation()).where(update.where());
    }

    private static String given(Column column, Write.Payload payload) {
        String value = BODY + "." + Sql.quoted(column.name());
        Name cast = payload.casts().get(column.name());
        return cast == null ? value : Sql.quoted(cast.schema()) + "." + Sql.quoted(cast.name()) + "(" + value + ")";
    }

    /// The payload as rows of these columns; every value passes through PostgreSQL's own reading of JSON.
    private static void body(Sql sql, Write.Payload payload, List<Column> columns, boolean defaults) {
        if (defaults) {
            sql.add("jsonb_to_recordset((select jsonb_agg(jsonb_build_object(");
            sql.add(list(
                    columns.stream().filter(column -> column.initial() != null).toList(),
                    column -> "'" + column.name().replace("'", "''") + "', " + column.initial()));
            sql.add(") || each) from jsonb_array_elements(");
            sql.value(payload.array() ? payload.json() : "[" + payload.json() + "]", "jsonb")
                    .add(") as each))");
        } else {
            sql.add(payload.array() ? "json_to_recordset(" : "json_to_record(")
                    .value(payload.json(), "json")
                    .add(")");
        }
        sql.add(" as ").add(BODY).add("(");
        sql.add(list(
                        columns,
                        column -> Sql.quoted(column.name()) + " "
                                + (payload.casts().containsKey(column.name()) ? "json" : column.type())))
                .add(")");
    }

    private static String list(List<Column> columns, Function<Column, String> each) {
        return String.join(", ", columns.stream().map(each).toList());
    }

    private static void returning(Sql sql, Write write) {
        Write.Returning returning = write.returning();
        if (returning.all()) {
            sql.add(" returning ").name(write.alias()).add(".*");
        } else if (returning.columns().isEmpty()) {
            sql.add(" returning 1");
        } else {
            String comma = " returning ";
            for (String column : returning.columns()) {
                sql.add(comma).name(write.alias(), column);
                comma = ", ";
            }
        }
    }
}
