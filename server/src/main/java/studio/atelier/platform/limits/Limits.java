package studio.atelier.platform.limits;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.Secret;

/// Makes limiters. A room asks for its own, by name, with its own numbers; one switch turns all of them
/// off.
public final class Limits implements AutoCloseable {

    private final boolean on;
    private final @Nullable SharedBuckets shared;

    private Limits(boolean on, @Nullable SharedBuckets shared) {
        this.on = on;
        this.shared = shared;
    }

    /// Counts in this process.
    ///
    /// @param on false: every limiter lets everything pass
    public Limits(boolean on) {
        this(on, null);
    }

    /// Counts in Redis, with all nodes that have the same; in this process while Redis does not answer, which
    /// is no error and may be so from the start.
    ///
    /// @param answerMax how long one taking may wait
    public static Limits shared(Secret redis, Duration answerMax, MeterRegistry meters) {
        return new Limits(true, new SharedBuckets(redis, answerMax, meters));
    }

    /// @param name     says in the answer which limit was met: `generations`
    /// @param capacity how many in the period, above zero; all of them may come at once
    public Limiter limiter(String name, long capacity, Duration period) {
        return limiter(name, new Rate(capacity, capacity, period));
    }

    /// @param name printable ASCII without quotes; says in the answer which limit was met: `generations`
    /// @param rate where nothing else holds for a key
    public Limiter limiter(String name, Rate rate) {
        return new Limiter(name, rate, shared == null ? new LocalBuckets() : shared, on, false);
    }

    /// For the few limits that nodes have to count together in any case.
    ///
    /// @param common where all nodes count without Redis
    public Limiter limiter(String name, long capacity, Duration period, Buckets common) {
        return new Limiter(name, new Rate(capacity, capacity, period), shared == null ? common : shared, on, false);
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
