package studio.atelier.backend.realtime.changes;

import java.util.List;

/// Standing wishes of one listener. Thread-safe.
public interface Registration extends AutoCloseable {

    /// A number for each binding in its order; positive, below 2^40, equal for equal parameters.
    List<Long> ids();

    /// The token was renewed: from now on these rights count.
    void audience(Audience renewed);

    /// Ends it; at most a change that is under way is still told.
    @Override
    void close();
}
