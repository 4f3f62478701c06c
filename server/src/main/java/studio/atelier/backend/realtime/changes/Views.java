package studio.atelier.backend.realtime.changes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.changes.Rendering.Told;
import studio.atelier.platform.feed.Change;

/// Says changes of a table as changes of a named view over it, with the view's own definition.
final class Views {

    private final RowChecks database;
    private final Rendering rendering;

    Views(RowChecks database, Rendering rendering) {
        this.database = database;
        this.rendering = rendering;
    }

    /// Those that the view shows, in their order. A removed row is told by its key; so is one that an update
    /// took out of the view, as far as the view says what does that.
    List<Round.Item> translate(Shape view, Shape base, List<Change> changes) {
        Shape.Source source = view.source();
        List<Change> kept = changes.stream()
                .filter(change -> change.kind() != Change.Kind.DELETED)
                .toList();
        List<@Nullable Map<String, @Nullable String>> shown =
                kept.isEmpty() ? List.of() : database.shown(view, base, rows(base, kept, source));
        List<Round.Item> items = new ArrayList<>();
        int at = 0;
        for (Change change : changes) {
            if (change.kind() == Change.Kind.DELETED) {
                items.add(item(view, change, Change.Kind.DELETED, Map.of()));
                continue;
            }
            Map<String, @Nullable String> row = shown.get(at++);
            if (row != null) {
                boolean trashed = source != null
                        && source.trashed() != null
                        && change.columns().get(source.trashed()) != null;
                items.add(item(
                        view,
                        change,
                        trashed ? Change.Kind.DELETED : change.kind(),
                        trashed ? Map.of() : known(view, base, change, row)));
            }
        }
        return items;
    }

    /// As if nothing were in the trash: what was there before is recognised so.
    private List<String> rows(Shape base, List<Change> changes, Shape.@Nullable Source source) {
        return changes.stream()
                .map(change -> {
                    Map<String, @Nullable String> row = new LinkedHashMap<>(change.columns());
                    if (source != null && source.trashed() != null) {
                        row.put(source.trashed(), null);
                    }
                    return rendering.object(base, row);
                })
                .toList();
    }

    /// Where the log left a value out, a null of the view may be that value and is left out too.
    private static Map<String, @Nullable String> known(
            Shape view, Shape base, Change change, Map<String, @Nullable String> row) {
        if (base.columns().stream().allMatch(column -> change.columns().containsKey(column.name()))) {
            return row;
        }
        Map<String, @Nullable String> known = new LinkedHashMap<>();
        for (Shape.Column column : view.columns()) {
            if (row.get(column.name()) != null) {
                known.put(column.name(), row.get(column.name()));
            }
        }
        return known;
    }

    private static Round.Item item(Shape view, Change change, Change.Kind kind, Map<String, @Nullable String> columns) {
        Map<String, @Nullable String> old = new HashMap<>();
        if (kind != Change.Kind.INSERTED) {
            for (Shape.Column column : view.key()) {
                Map<String, @Nullable String> from =
                        change.old().containsKey(column.name()) ? change.old() : change.columns();
                if (from.containsKey(column.name())) {
                    old.put(column.name(), from.get(column.name()));
                }
            }
        }
        return new Round.Item(
                new Told(kind, columns, old, change.committed()),
                change.columns(),
                change.kind() == Change.Kind.DELETED,
                change.xid());
    }
}
