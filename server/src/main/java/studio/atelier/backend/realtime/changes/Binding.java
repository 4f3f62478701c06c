package studio.atelier.backend.realtime.changes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One wish for changes, as the client sent it. Wrong ones are told to the listener, not refused here.
///
/// @param event  `*`, `INSERT`, `UPDATE` or `DELETE`; anything else counts as `*`
/// @param schema a name, a `LIKE` pattern, or `*`
/// @param table  a name, a `LIKE` pattern, or `*`; null for all of the schema
/// @param filter `column=op.value`, several separated by commas; null or blank for none
/// @param select the columns wanted beside the primary key; null for all
public record Binding(
        String event,
        String schema,
        @Nullable String table,
        @Nullable String filter,
        @Nullable List<String> select) {

    public Binding {
        select = select == null ? null : List.copyOf(select);
    }
}
