package studio.atelier.backend.realtime.channel;

/// How often something may happen in a second, whoever does it. Thread-safe.
public final class SharedPace {

    private final Pace pace;

    /// @param max times a second
    public SharedPace(long max) {
        this.pace = new Pace(max, java.util.concurrent.TimeUnit.SECONDS.toNanos(1));
    }

    /// @param now monotonic, nanoseconds
    synchronized boolean take(long now) {
        return pace.take(now);
    }
}
