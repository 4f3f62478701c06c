package studio.atelier.engine.generation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Requests on this node that wait for a generation to end. Thread-safe; a waiter that is not told in time
/// looks itself.
final class Waiters {

    private static final Duration FORGET = Duration.ofMinutes(15);

    private final Cache<UUID, CountDownLatch> latches =
            Caffeine.newBuilder().expireAfterAccess(FORGET).build();

    void ended(UUID id) {
        CountDownLatch latch = latches.getIfPresent(id);
        if (latch != null) {
            latch.countDown();
            latches.invalidate(id);
        }
    }

    /// @return true when it ended on this node meanwhile; false when the time is over
    boolean await(UUID id, Duration time) throws InterruptedException {
        CountDownLatch latch = latches.get(id, _ -> new CountDownLatch(1));
        return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
