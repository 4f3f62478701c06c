package studio.atelier.backend.realtime.changes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import studio.atelier.platform.telemetry.Metrics;

/// What became of changes, for the metrics. Thread-safe.
final class Tally {

    private final Counter delivered;
    private final Counter dropped;
    private final Timer lag;
    private final Clock clock;

    Tally(MeterRegistry registry, Clock clock) {
        this.delivered = Metrics.REALTIME_CHANGES.counter(registry, "delivered");
        this.dropped = Metrics.REALTIME_CHANGES.counter(registry, "dropped");
        this.lag = Metrics.REALTIME_CHANGES_LAG.timer(registry);
        this.clock = clock;
    }

    /// @param deliveries one for each subscriber of each change
    /// @param committed  the first of them
    void delivered(int deliveries, Instant committed) {
        if (deliveries > 0) {
            delivered.increment(deliveries);
            Duration since = Duration.between(committed, clock.instant());
            // The clock of the database may be ahead.
            lag.record(since.isNegative() ? Duration.ZERO : since);
        }
    }

    /// @param changes that nobody is told of any more
    void dropped(int changes) {
        dropped.increment(changes);
    }
}
