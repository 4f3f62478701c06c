package studio.atelier.platform.limits;

import java.time.Duration;

/// How many at once, and how fast they come back.
///
/// @param capacity all of them may come at once, above zero
/// @param refill   come back in each period, steadily, above zero
/// @param period   above zero
public record Rate(long capacity, long refill, Duration period) {

    /// A bucket is not larger than this; counts of it fit into an int wherever clients keep them in one.
    public static final long CAPACITY_MAX = 1_000_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    public Rate {
        if (capacity < 1 || refill < 1 || !period.isPositive()) {
            throw new IllegalArgumentException("a rate above zero: " + capacity + ", " + refill + ", " + period);
        }
    }

    /// All of a minute's may come at once.
    public static Rate perMinute(long count) {
        return new Rate(count, count, MINUTE);
    }

    public static Rate perMinute(long count, long burst) {
        return new Rate(burst, count, MINUTE);
    }

    /// How long an empty bucket takes to be full again: in this time the capacity is what one has.
    public Duration window() {
        return period.multipliedBy(capacity).dividedBy(refill);
    }
}
