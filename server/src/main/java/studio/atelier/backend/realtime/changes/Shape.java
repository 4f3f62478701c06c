package studio.atelier.backend.realtime.changes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table or named view that can be subscribed to.
///
/// @param source   whose rows it shows; null for a table
/// @param secured  whether row-level security is on, of the base where it is a view
/// @param columns  in their order
/// @param rights   by role
record Shape(
        long oid,
        String schema,
        String table,
        @Nullable Source source,
        boolean secured,
        List<Column> columns,
        Map<String, Rights> rights) {

    /// @param typeName as the catalog names it, what clients are told
    record Column(String name, String typeName, ColumnType type, boolean key) {}

    /// How a named view shows its base.
    ///
    /// @param base    oid of the table
    /// @param trashed the base's column that, when set, takes a row out of the view; null for none
    /// @param query   the view's own definition over a set of rows instead of the table
    record Source(long base, @Nullable String trashed, String query) {}

    /// What a role may do.
    ///
    /// @param readable columns with SELECT; none where the schema is closed to the role
    /// @param rule     which rows
    record Rights(Set<String> readable, Rows rule) {

        Rights {
            readable = Set.copyOf(readable);
        }
    }

    /// Which rows a role sees.
    sealed interface Rows {

        record All() implements Rows {}

        /// The policies are of the kind that is evaluated here.
        record ByRule(Rule rule) implements Rows {}

        /// The database is asked.
        record Asked() implements Rows {}
    }

    Shape {
        columns = List.copyOf(columns);
        rights = Map.copyOf(rights);
    }

    Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    List<Column> key() {
        return columns.stream().filter(Column::key).toList();
    }

    /// `"public"."things"`, for SQL.
    String sql() {
        return quoted(schema) + "." + quoted(table);
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
