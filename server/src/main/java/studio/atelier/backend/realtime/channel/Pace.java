package studio.atelier.backend.realtime.channel;

/// How often something may happen in a stretch of time. Not thread-safe: one client's messages come one by one.
final class Pace {

    private final long max;
    private final long stretch;
    private long since;
    private long taken;

    /// @param max     times
    /// @param stretch nanoseconds
    Pace(long max, long stretch) {
        this.max = max;
        this.stretch = stretch;
    }

    /// @param now monotonic, nanoseconds
    boolean take(long now) {
        if (taken == 0 || now - since >= stretch) {
            since = now;
            taken = 0;
        }
        return ++taken <= max;
    }
}
