package studio.atelier.backend.realtime.changes;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.feed.Change;

/// A target for one table and role, ready to be compared with its changes.
///
/// @param select the columns wanted beside the key; null for all
record Wish(
        long id,
        Change.@Nullable Kind event,
        List<Comparison> comparisons,
        @Nullable Set<String> select) {

    Wish {
        comparisons = List.copyOf(comparisons);
        select = select == null ? null : Set.copyOf(select);
    }

    boolean wants(Change.Kind kind) {
        return event == null || event == kind;
    }
}
