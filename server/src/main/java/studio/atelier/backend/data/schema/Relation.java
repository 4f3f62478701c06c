package studio.atelier.backend.data.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table or view, and what it permits whatever the role.
///
/// @param columns    by name, in their order
/// @param primaryKey of a view: what it passes through of a table's key; empty for none
public record Relation(
        Name name,
        boolean view,
        boolean insertable,
        boolean updatable,
        boolean deletable,
        Map<String, Column> columns,
        List<String> primaryKey,
        @Nullable String description) {

    public Relation {
        columns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        primaryKey = List.copyOf(primaryKey);
    }

    public Optional<Column> column(String column) {
        return Optional.ofNullable(columns.get(column));
    }
}
