package studio.atelier.backend.realtime.changes;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.feed.Change;

/// A binding that was read.
///
/// @param id     see [BindingIds]
/// @param event  null for every one
/// @param schema a name, or a pattern of LIKE; `*` for all
/// @param table  likewise
/// @param select null for all columns
record Target(
        long id,
        Change.@Nullable Kind event,
        String schema,
        String table,
        List<Filter> filters,
        @Nullable List<String> select) {

    private static final String ALL = "*";

    Target {
        filters = List.copyOf(filters);
        select = select == null ? null : List.copyOf(select);
    }

    /// @throws FilterSyntax.Malformed with the sentence that clients are shown
    static Target parse(Binding binding) throws FilterSyntax.Malformed {
        List<String> select = binding.select() == null || binding.select().isEmpty() ? null : binding.select();
        if (binding.schema().isBlank() || (binding.table() == null && binding.filter() != null)) {
            throw new FilterSyntax.Malformed("No subscription params provided. Please provide at least a `schema`"
                    + " or `table` to subscribe to: " + binding);
        }
        String table = binding.table() == null ? ALL : binding.table();
        List<Filter> filters;
        try {
            filters = binding.filter() == null ? List.of() : FilterSyntax.parse(binding.filter());
        } catch (FilterSyntax.Malformed malformed) {
            throw new FilterSyntax.Malformed("Error parsing `filter` params: " + malformed.getMessage());
        }
        if (select != null && (binding.schema().equals(ALL) || table.equals(ALL))) {
            throw new FilterSyntax.Malformed("Column selection is not supported for wildcard subscriptions."
                    + " Provide an explicit schema and table name.");
        }
        return new Target(BindingIds.of(binding), event(binding.event()), binding.schema(), table, filters, select);
    }

    private static Change.@Nullable Kind event(String event) {
        return switch (event.toUpperCase(Locale.ROOT)) {
            case "INSERT" -> Change.Kind.INSERTED;
            case "UPDATE" -> Change.Kind.UPDATED;
            case "DELETE" -> Change.Kind.DELETED;
            default -> null;
        };
    }

    static String word(Change.Kind kind) {
        return switch (kind) {
            case INSERTED -> "INSERT";
            case UPDATED -> "UPDATE";
            case DELETED -> "DELETE";
        };
    }

    /// Whether it may be of several tables, also of some that join later.
    boolean open() {
        return pattern(schema) || pattern(table);
    }

    /// Named views are meant only by their name: who listens to all hears each change once.
    boolean matches(Shape shape) {
        return matches(schema, shape.schema())
                && matches(table, shape.table())
                && (shape.source() == null || !pattern(table));
    }

    boolean wants(Change.Kind kind) {
        return event == null || event == kind;
    }

    private static boolean pattern(String name) {
        return name.equals(ALL) || name.indexOf('%') >= 0;
    }

    /// A name without `%` is a name, though LIKE would let its `_` stand for any character.
    private static boolean matches(String wanted, String name) {
        if (!pattern(wanted)) {
            return wanted.equals(name);
        }
        if (wanted.equals(ALL)) {
            return true;
        }
        var text = new ColumnType(0, "text", ColumnType.Family.TEXT, null, ',', List.of(), true, true);
        return new Comparison("name", text, Filter.Op.LIKE, List.of(wanted), false).here(name) == Rule.Truth.TRUE;
    }

    /// As the original's messages name it.
    String described() {
        return "event: " + (event == null ? ALL : word(event)) + ", schema: " + schema + ", table: " + table
                + ", filters: "
                + filters.stream()
                        .map(filter -> "{\"" + filter.column() + "\", \""
                                + filter.op().word() + "\", \"" + filter.value() + "\", " + filter.negated() + "}")
                        .collect(Collectors.joining(", ", "[", "]"))
                + ", select: "
                + (select == null
                        ? "nil"
                        : select.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ", "[", "]")));
    }
}
