package studio.atelier.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/// Buckets in this process. Thread-safe. Keeps at most [#KEYS_MAX]; the least used are forgotten, which lets
/// their keys begin anew.
final class LocalBuckets implements Buckets {

    /// About 20 MB when full.
    static final int KEYS_MAX = 100_000;

    /// Whoever gets another rate begins with a full bucket of it.
    private record Key(String limit, String key, Rate rate) {}

    private final Cache<Key, Bucket> buckets;

    LocalBuckets() {
        this.buckets = Caffeine.newBuilder()
                .maximumSize(KEYS_MAX)
                .expireAfter(Expiry.<Key, Bucket>accessing(
                        (key, _) -> key.rate().window().multipliedBy(2)))
                .build();
    }

    @Override
    public Taking take(String limit, String key, Rate rate, long count) {
        return take(buckets.get(new Key(limit, key, rate), found -> bucket(found.rate())), count);
    }

    private static Bucket bucket(Rate rate) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.capacity()).refillGreedy(rate.refill(), rate.period()))
                .build();
    }

    static Taking take(Bucket bucket, long count) {
        if (count == 0) {
            var probe = bucket.estimateAbilityToConsume(1);
            return new Taking(
                    probe.canBeConsumed(),
                    probe.getRemainingTokens(),
                    Duration.ofNanos(probe.getNanosToWaitForRefill()),
                    Duration.ZERO);
        }
        var probe = bucket.tryConsumeAndReturnRemaining(count);
        return new Taking(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                probe.isConsumed() ? Duration.ofNanos(probe.getNanosToWaitForReset()) : Duration.ZERO);
    }
}
