package studio.atelier.engine.providers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.catalog.CatalogProvider;

/// How many calls a key of one provider has on their way. Thread-safe.
final class CallSlots {

    private static final int KEYS_MAX = 10_000;
    private static final Duration KEPT = Duration.ofHours(1);
    private static final String NO_KEY = "none";

    private final String provider;
    private final BulkheadConfig config;
    private final Cache<String, Bulkhead> byKey =
            Caffeine.newBuilder().maximumSize(KEYS_MAX).expireAfterAccess(KEPT).build();

    CallSlots(CatalogProvider provider, ProviderLimits limits) {
        this.provider = provider.id();
        this.config = BulkheadConfig.custom()
                .maxConcurrentCalls(provider.concurrency())
                .maxWaitDuration(limits.slotWait())
                .build();
    }

    Bulkhead of(@Nullable UUID keyId) {
        String key = keyId == null ? NO_KEY : keyId.toString();
        return byKey.get(key, _ -> Bulkhead.of(provider, config));
    }
}
