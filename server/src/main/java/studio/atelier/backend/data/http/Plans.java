package studio.atelier.backend.data.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.plan.Node;
import studio.atelier.backend.data.schema.Catalog;
import studio.atelier.backend.data.schema.Name;
import studio.atelier.backend.data.sql.Query;

/// Plans of reads that were asked before in the same words, under the same schema. A plan knows nothing of who
/// asks: rights are the database's. Thread-safe.
final class Plans {

    /// Longer queries are rarely asked twice in the same words.
    private static final int QUERY_LENGTH_MAX = 1_000;

    private static final int ACCEPTED_MAX = 10;
    private static final int KEPT_MAX = 500;

    /// The one in use, and for a moment the one before.
    private static final int CATALOGS_MAX = 2;

    /// By identity of the catalog: a newer schema makes every plan anew.
    private final LoadingCache<Catalog, Cache<Wish, Read>> byCatalog = Caffeine.newBuilder()
            .weakKeys()
            .maximumSize(CATALOGS_MAX)
            .build(_ -> Caffeine.newBuilder().maximumSize(KEPT_MAX).build());

    /// All that a plan is made of.
    ///
    /// @param query    as it stands in the address; null for none
    /// @param range    the header; null for none
    /// @param countMax how far the total is counted
    record Wish(
            Name target,
            @Nullable String query,
            List<MediaType> accepted,
            boolean head,
            @Nullable String range,
            long countMax) {

        static Wish of(Engine.Matter matter, long countMax) {
            Asked asked = matter.asked();
            return new Wish(
                    matter.target(), asked.query(), matter.accepted(), asked.head(), asked.header("range"), countMax);
        }

        private boolean kept() {
            return (query == null || query.length() <= QUERY_LENGTH_MAX)
                    && (range == null || range.length() <= QUERY_LENGTH_MAX)
                    && accepted.size() <= ACCEPTED_MAX;
        }
    }

    /// @param location what `Content-Location` says
    record Read(Node node, Rendering rendering, Query statement, String location) {}

    Read get(Catalog catalog, Wish wish, Function<Wish, Read> plan) {
        return wish.kept() ? byCatalog.get(catalog).get(wish, plan) : plan.apply(wish);
    }
}
