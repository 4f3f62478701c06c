package studio.atelier.backend.realtime.changes;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.changes.Rendering.Eyes;
import studio.atelier.backend.realtime.changes.Rendering.Told;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.Visibility;

/// Some changes of one table on their way to those who may see them. What has to be asked is noted in a
/// first pass, asked together, and answered in a second. Not thread-safe.
final class Round {

    private static final String NO_KEY = "Error 400: Bad Request, no primary key";
    private static final String NOT_ALLOWED = "Error 401: Unauthorized";

    /// What a round needs of the room.
    record Tools(
            Wishes wishes,
            RowChecks database,
            Rendering rendering,
            Memberships memberships,
            Visibility visibility,
            Clock clock,
            Tally tally) {}

    private final Tools tools;
    private final Shape base;
    private final Collection<Standing> listening;
    private final long now;
    private final Set<RowChecks.Sight> sightsWanted = new HashSet<>();
    private final Set<RowChecks.Fit> fitsWanted = new HashSet<>();
    private Set<RowChecks.Sight> seen = Set.of();
    private Set<RowChecks.Fit> fitting = Set.of();
    private boolean answered;

    /// @param base the table itself, also where a view is spoken of
    Round(Tools tools, Shape base, Collection<Standing> listening) {
        this.tools = tools;
        this.base = base;
        this.listening = listening;
        this.now = tools.clock().instant().getEpochSecond();
    }

    /// A change under one name.
    ///
    /// @param row     of the base, by which rights are judged
    /// @param removed whether the row is gone, so that nobody can be asked about it
    record Item(Told told, Map<String, @Nullable String> row, boolean removed, long xid) {}

    /// What one listener is told of one change. Written once, read once.
    private static final class Delivery {

        private final Standing to;
        private final byte[] data;
        private final long[] ids;

        /// @param ids of the bindings that want it
        Delivery(Standing to, byte[] data, long[] ids) {
            this.to = to;
            this.data = data;
            this.ids = ids;
        }

        void hand() {
            to.changed(ids, data);
        }
    }

    /// Tells everybody concerned of changes of the base, under its own name.
    void tell(List<Change> changes) throws InterruptedException {
        tell(
                base,
                changes.stream()
                        .map(change -> new Item(
                                new Told(
                                        change.kind(),
                                        change.kind() == Change.Kind.DELETED ? Map.of() : change.columns(),
                                        change.old(),
                                        change.committed()),
                                change.columns(),
                                change.kind() == Change.Kind.DELETED,
                                change.xid()))
                        .toList());
    }

    /// Tells everybody concerned of the same changes under the name of a view.
    void tell(Shape view, Views views, List<Change> changes) throws InterruptedException {
        tell(view, views.translate(view, base, changes));
    }

    private void tell(Shape shape, List<Item> items) throws InterruptedException {
        Map<Standing, List<Wish>> wishes = new LinkedHashMap<>();
        Map<Standing, Viewer> viewers = new HashMap<>();
        for (Standing standing : listening) {
            Viewer viewer = standing.viewer();
            if (standing.isClosed() || viewer.expired(now) || shape.rights().get(viewer.role()) == null) {
                continue;
            }
            List<Wish> its = standing.wishes(shape, viewer.role(), tools.wishes());
            if (!its.isEmpty()) {
                wishes.put(standing, its);
                viewers.put(standing, viewer);
            }
        }
        if (wishes.isEmpty() || items.isEmpty()) {
            return;
        }
        prepareMemberships(shape, viewers.values());
        answered = false;
        List<Delivery> deliveries = deliveries(shape, items, wishes, viewers);
        if (!sightsWanted.isEmpty() || !fitsWanted.isEmpty()) {
            ask(items);
            deliveries = deliveries(shape, items, wishes, viewers);
        }
        deliveries.forEach(Delivery::hand);
        tools.tally().delivered(deliveries.size(), items.getFirst().told().committed());
    }

    private void prepareMemberships(Shape shape, Collection<Viewer> viewers) throws InterruptedException {
        Set<String> people = new HashSet<>();
        for (Viewer viewer : viewers) {
            Shape.Rights rights = shape.rights().get(viewer.role());
            if (viewer.uid() != null
                    && rights != null
                    && rights.rule() instanceof Shape.Rows.ByRule(Rule rule)
                    && Rule.asksMemberships(rule)) {
                people.add(viewer.uid());
            }
        }
        if (!people.isEmpty()) {
            tools.memberships().prepare(people);
        }
    }

    private void ask(List<Item> items) throws InterruptedException {
        if (!fitsWanted.isEmpty()) {
            fitting = tools.database().holding(fitsWanted);
            fitsWanted.clear();
        }
        answered = true;
        if (!sightsWanted.isEmpty()) {
            for (long xid : items.stream().map(Item::xid).distinct().toList()) {
                tools.visibility().await(xid);
            }
            seen = tools.database().seen(base, sightsWanted);
            sightsWanted.clear();
        }
    }

    private List<Delivery> deliveries(
            Shape shape, List<Item> items, Map<Standing, List<Wish>> wishes, Map<Standing, Viewer> viewers) {
        List<Delivery> deliveries = new ArrayList<>();
        for (Item item : items) {
            Map<Eyes, byte[]> written = new HashMap<>();
            wishes.forEach((standing, its) -> {
                Viewer viewer = viewers.get(standing);
                if (viewer != null) {
                    deliver(shape, item, standing, its, viewer, written, deliveries);
                }
            });
        }
        return deliveries;
    }

    private void deliver(
            Shape shape,
            Item item,
            Standing standing,
            List<Wish> wishes,
            Viewer viewer,
            Map<Eyes, byte[]> written,
            List<Delivery> deliveries) {
        Shape.Rights rights = shape.rights().get(viewer.role());
        Change.Kind kind = item.told().kind();
        String refusal = rights == null || kind == Change.Kind.DELETED ? null : refusal(shape, rights);
        List<Wish> concerned = wishes.stream()
                .filter(wish -> wish.wants(kind) && (refusal != null || fits(wish, item)))
                .toList();
        if (concerned.isEmpty() || (refusal == null && !sees(item, viewer))) {
            return;
        }
        if (kind == Change.Kind.DELETED && (rights == null || rights.readable().isEmpty())) {
            // Not even that there was a row.
            return;
        }
        Map<Eyes, List<Long>> ids = new LinkedHashMap<>();
        for (Wish wish : concerned) {
            Eyes eyes = new Eyes(rights == null ? Set.of() : rights.readable(), wish.select());
            ids.computeIfAbsent(eyes, _ -> new ArrayList<>(1)).add(wish.id());
        }
        ids.forEach((eyes, its) -> {
            byte[] data = written.computeIfAbsent(
                    refusal == null ? eyes : new Eyes(Set.of(), Set.of(refusal)),
                    _ -> refusal == null
                            ? tools.rendering().data(shape, item.told(), eyes)
                            : Rendering.refusal(shape, kind, refusal));
            deliveries.add(new Delivery(
                    standing, data, its.stream().mapToLong(Long::longValue).toArray()));
        });
    }

    private static @Nullable String refusal(Shape shape, Shape.Rights rights) {
        List<Shape.Column> key = shape.key();
        if (key.isEmpty()) {
            return NO_KEY;
        }
        return key.stream().allMatch(column -> rights.readable().contains(column.name())) ? null : NOT_ALLOWED;
    }

    private boolean fits(Wish wish, Item item) {
        Map<String, @Nullable String> values = item.told().kind() == Change.Kind.DELETED
                ? item.told().old()
                : item.told().columns();
        boolean fits = true;
        for (Comparison comparison : wish.comparisons()) {
            // A value that the log left out fits nothing.
            if (!values.containsKey(comparison.column())) {
                return false;
            }
            String value = values.get(comparison.column());
            switch (comparison.here(value)) {
                case TRUE -> {
                    // The next one decides.
                }
                case FALSE, NULL -> {
                    return false;
                }
                case UNKNOWN -> fits &= value != null && asked(comparison, value);
            }
        }
        return fits;
    }

    private boolean asked(Comparison comparison, String value) {
        var fit = new RowChecks.Fit(comparison, value);
        if (answered) {
            return fitting.contains(fit);
        }
        fitsWanted.add(fit);
        return true;
    }

    /// A removed row cannot be judged any more; only its key is told of it.
    private boolean sees(Item item, Viewer viewer) {
        if (item.removed()) {
            return true;
        }
        if (!viewer.readable()) {
            return false;
        }
        Shape.Rights rights = base.rights().get(viewer.role());
        if (rights == null || refusal(base, rights) != null) {
            return false;
        }
        return switch (rights.rule()) {
            case Shape.Rows.All _ -> true;
            case Shape.Rows.Asked _ -> asked(item, viewer);
            case Shape.Rows.ByRule(Rule rule) ->
                switch (Rule.of(rule, item.row(), viewer, tools.memberships())) {
                    case TRUE -> true;
                    case FALSE, NULL -> false;
                    case UNKNOWN -> asked(item, viewer);
                };
        };
    }

    private boolean asked(Item item, Viewer viewer) {
        List<String> key = new ArrayList<>();
        for (Shape.Column column : base.key()) {
            String value = item.row().get(column.name());
            if (value == null) {
                return false;
            }
            key.add(value);
        }
        var sight = new RowChecks.Sight(viewer.audience(), key);
        if (answered) {
            return seen.contains(sight);
        }
        sightsWanted.add(sight);
        return false;
    }
}
