package studio.atelier.platform.limits;

import java.time.Duration;

/// Where the buckets of a limit are kept: in this process, or where all nodes see them. Thread-safe.
public interface Buckets {

    /// @param taken whether there were enough
    /// @param until there are enough; zero where taken
    /// @param full  until all are back; zero where not taken, and where only asked
    record Taking(boolean taken, long remaining, Duration until, Duration full) {}

    /// @param limit name of the limit
    /// @param count zero asks whether there is one left and takes nothing
    Taking take(String limit, String key, Rate rate, long count);
}
