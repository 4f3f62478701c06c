package studio.atelier.platform.feed;

import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether people hear of a table at `/api/events`. The views are asked for late, because the rooms that
/// offer them use the feed themselves. Thread-safe.
final class ToldTables implements Predicate<Change> {

    private final Supplier<Stream<FeedView>> views;
    private volatile @Nullable Set<String> tables;

    ToldTables(Supplier<Stream<FeedView>> views) {
        this.views = views;
    }

    @Override
    public boolean test(Change change) {
        Set<String> known = tables;
        if (known == null) {
            known = views.get().map(FeedView::table).collect(Collectors.toUnmodifiableSet());
            tables = known;
        }
        return known.contains(change.table());
    }
}
