package studio.atelier.backend.data.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.schema.Relation;
import studio.atelier.backend.data.syntax.Field;

/// The type that the database would give a value beside a field, where that is certain.
final class Types {

    /// Types without modifiers or rules of their own: naming one changes nothing of what a value means.
    private static final Set<String> PLAIN = Set.of(
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
            "boolean",
            "text",
            "character varying",
            "uuid",
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
            "time without time zone",
            "interval",
            "jsonb",
            "bytea",
            "inet",
            "int4range",
            "int8range",
            "numrange",
            "tsrange",
            "tstzrange",
            "daterange");

    private Types() {}

    /// @return null where the database should decide
    static @Nullable String comparable(@Nullable Relation relation, Field field) {
        if (!field.path().isEmpty()) {
            return field.path().getLast().text() ? "text" : null;
        }
        String type = relation == null
                ? null
                : relation.column(field.name())
                        .map(column -> column.plainType())
                        .orElse(null);
        if (type == null) {
            return null;
        }
        String element = type.endsWith("[]") ? type.substring(0, type.length() - 2) : type;
        return PLAIN.contains(element) ? type : null;
    }
}
