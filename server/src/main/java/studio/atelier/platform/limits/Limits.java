package studio.atelier.platform.limits;

import java.time.Duration;

/// Makes limiters. A room asks for its own, by name, with its own numbers; one switch turns all of them
/// off.
public final class Limits {

    private final boolean on;

    /// @param on false: every limiter lets everything pass
    public Limits(boolean on) {
        this.on = on;
    }

    /// @param name     says in the answer which limit was met: `generations`
    /// @param capacity how many in the period, above zero; all of them may come at once
    public Limiter limiter(String name, long capacity, Duration period) {
        return limiter(name, new Rate(capacity, capacity, period));
    }

    /// @param name printable ASCII without quotes; says in the answer which limit was met: `generations`
    /// @param rate where nothing else holds for a key
    public Limiter limiter(String name, Rate rate) {
        return new Limiter(name, rate, new LocalBuckets(), on, false);
    }
}
